import { readFile } from 'node:fs/promises';
import { type JobOf, notSubmitted, ProblemError, type SetsClient, type SubmittedItem } from '@sets/client';
import { inParallel } from '@sets/clock';
import { type CommandContext, defineCommand, UsageError } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { describeState } from '../terminal/describe-job.ts';
import type { Cell } from '../terminal/terminal.ts';

type Job = JobOf<'workout'>;
type Item = SubmittedItem<Job>;
type Submission = Parameters<SetsClient['submit']>[0];

/** As many as the API takes in one request, so that what was accepted is known before the next are sent. */
const AT_ONCE = 50;
/** Streams that a caller may have, less one for whoever watches a job besides. */
const WAITED_FOR = 4;

export const submitAll = defineCommand({
  name: 'submit-all',
  summary: 'submit each line of a file, or of standard input',
  arguments: '[file]',
  options: {
    language: {
      type: 'string',
      short: 'l',
      value: 'tag or name',
      says: "of the results; each post's own unless given",
    },
    wait: { type: 'boolean', short: 'w', says: 'stay until every job has ended' },
    webhook: { type: 'string', value: 'endpoint', says: 'the endpoint (we_…) that is told how the jobs end' },
  },
  async run(context, { positionals: [file = '-'], values: { language, wait, webhook } }) {
    const lines = (await linesOf(context, file)).split(/\r?\n/).map((line) => line.trim());
    const urls = lines.filter((line) => line !== '');
    if (urls.length === 0) {
      throw new UsageError('There is no line to submit.');
    }
    const more = { ...(language && { language }), ...(webhook && { webhook }) };
    const items: Item[] = [];
    try {
      await submitEach(
        context,
        urls.map((url) => ({ url, ...more })),
        items,
      );
      if (wait === true) {
        await awaitEach(context, items);
      }
    } finally {
      // Ctrl-C too: jobs that were accepted go on, and their ids are shown this once.
      showItems(context, urls, items);
    }
    return endingOfAll(items, wait === true);
  },
});

/** @throws {UsageError} where there is no such file */
async function linesOf({ readInput }: CommandContext, file: string): Promise<string> {
  try {
    return file === '-' ? await readInput() : await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** What has no answer takes the problem that ended it: those before it are submitted all the same. */
async function submitEach({ sets, terminal, signal }: CommandContext, wanted: readonly Submission[], items: Item[]) {
  while (items.length < wanted.length) {
    terminal.progress(`submitted ${items.length} of ${wanted.length}`);
    try {
      items.push(...(await sets.submitMany(wanted.slice(items.length, items.length + AT_ONCE), { signal })));
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        throw error;
      }
      items.push(...wanted.slice(items.length).map(() => notSubmitted(error)));
    }
  }
}

async function awaitEach({ sets, terminal, signal }: CommandContext, items: Item[]): Promise<void> {
  const live = [...items.entries()].filter(([, { job }]) => job !== null && !job.done);
  let ended = items.length - live.length;
  await inParallel(live, WAITED_FOR, async ([index, { job, problem }]) => {
    terminal.progress(`ended ${ended} of ${items.length}`);
    items[index] = { job: job && (await sets.wait(job, { signal })), problem };
    ended += 1;
  });
}

function toRow(url: string, { job, problem }: Item): Cell[] {
  if (job === null) {
    return ['', { text: problem?.code ?? 'not submitted', style: 'red' }, url, problem?.message ?? ''];
  }
  const state = job.done ? job.status : describeState(job);
  const style = job.result !== null ? 'green' : job.done ? 'red' : 'yellow';
  return [job.id, { text: state, style }, url, job.result?.title ?? job.error?.message ?? ''];
}

function showItems({ terminal }: CommandContext, urls: readonly string[], items: readonly Item[]): void {
  const submitted = items.map((item, index) => ({ url: urls[index] ?? '', ...item }));
  terminal.answer(submitted, () => {
    terminal.table(
      ['job', 'state', 'submitted', ''],
      submitted.map(({ url, ...item }) => toRow(url, item)),
    );
    const left = urls.length - items.length;
    terminal.line({ text: `submitted: ${items.length}${left === 0 ? '' : `, not sent: ${left}`}`, style: 'dim' });
  });
}

function endingOfAll(items: readonly Item[], isWaiting: boolean): Ending {
  const problems = items.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) {
    return problems.every(({ retryable }) => retryable) ? 'unavailable' : 'refused';
  }
  return isWaiting && items.some(({ job }) => job?.result === null) ? 'unsuccessful' : 'ok';
}
