import type { Platform } from '@sets/client';
import { defineCommand, UsageError } from '../command.ts';

const RESULT_KEY = /^[0-9a-f]{64}$/;

export const invalidate = defineCommand({
  name: 'ops invalidate',
  summary: 'forget what is known of a post, by link or by the key of its result',
  arguments: '<link or key>',
  options: {
    language: { type: 'string', short: 'l', value: 'tag or name', says: 'of the result; the one without unless given' },
    profile: { type: 'string', value: 'name', says: 'what was looked for; a workout unless given' },
  },
  async run({ ops, terminal, signal }, { first, values }) {
    const { language, profile } = values;
    const byLink = { url: first, ...(language && { language }), ...(profile && { profile }) };
    const body = RESULT_KEY.test(first) ? { key: first } : byLink;
    const forgotten = await ops.invalidateResult({ body, signal });
    terminal.answer(forgotten, () => terminal.line(forgotten.known ? 'forgotten' : 'nothing was known', forgotten.key));
    return 'ok';
  },
});

export const takeDown = defineCommand({
  name: 'ops take-down',
  summary: 'remove all that was made of a post, by link or as `ops jobs` names it, and refuse it; needs --yes',
  arguments: '<link or platform> [content id]',
  options: {
    undo: { type: 'boolean', says: 'take submits of it again' },
    yes: { type: 'boolean', short: 'y', says: 'do it' },
  },
  async run({ ops, terminal, signal }, { first, second, values }) {
    // A file that is gone or has changed is found by its name alone. The API says which platforms there are.
    const named = { platform: first as Platform, content_id: second };
    const body = second === '' ? { url: first } : named;
    if (values.undo === true) {
      const allowed = await ops.allowPost({ body, signal });
      terminal.answer(allowed, () => terminal.line(`${allowed.platform} ${allowed.content_id} may be submitted again`));
      return 'ok';
    }
    if (values.yes !== true) {
      throw new UsageError('This removes results and jobs for good. Add --yes to do it.');
    }
    const removed = await ops.takeDownPost({ body, signal });
    terminal.answer(removed, () =>
      terminal.line(
        `${removed.platform} ${removed.content_id} is taken down: ${removed.results} results, ${removed.jobs} jobs removed`,
      ),
    );
    return 'ok';
  },
});

export const forget = defineCommand({
  name: 'ops forget',
  summary: 'end the keys of a caller, and remove what it gave with its jobs; needs --yes',
  arguments: '<caller>',
  options: { yes: { type: 'boolean', short: 'y', says: 'do it' } },
  async run({ ops, terminal, signal }, { first, values }) {
    if (values.yes !== true) {
      throw new UsageError('This removes what the caller gave for good. Add --yes to do it.');
    }
    const gone = await ops.forgetCaller({ params: { id: first }, signal });
    terminal.answer(gone, () => {
      const { keys, jobs, memberships, requests } = gone;
      terminal.line(`${first}: ${keys} keys, ${jobs} jobs, ${memberships} memberships, ${requests} kept answers gone`);
      terminal.line(gone.done ? 'Nothing is left.' : 'The rest goes by itself; ask again to hear when it has.');
    });
    return 'ok';
  },
});
