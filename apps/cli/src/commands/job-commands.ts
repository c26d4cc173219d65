import { defineCommand, UsageError } from '../command.ts';
import { followJob, showJob } from './follow-job.ts';

export const submit = defineCommand({
  name: 'submit',
  summary: 'submit a link, or the whole text of a share sheet around one; `-` reads it from standard input',
  arguments: '<url or text …>',
  options: {
    language: { type: 'string', short: 'l', value: 'tag or name', says: "of the result; the post's own unless given" },
    wait: { type: 'boolean', short: 'w', says: 'stay until the job has ended, and show the workout' },
    webhook: { type: 'string', value: 'endpoint', says: 'the endpoint (we_…) that is told how the job ends' },
    refresh: { type: 'boolean', says: 'extract again although a result is known' },
  },
  async run(context, { positionals, values }) {
    const { sets, signal } = context;
    const typed = positionals.join(' ');
    const url = typed === '-' ? (await context.readInput()).trim() : typed;
    if (url === '') {
      throw new UsageError('Standard input is empty.');
    }
    const request = {
      url,
      ...(values.language === undefined ? {} : { language: values.language }),
      ...(values.webhook === undefined ? {} : { webhook: values.webhook }),
      ...(values.refresh === true ? { force_refresh: true } : {}),
    };
    const job = await sets.submit(request, { signal });
    return values.wait === true ? await followJob(context, job) : showJob(context, job);
  },
});

export const status = defineCommand({
  name: 'status',
  summary: 'show a job as it is now',
  arguments: '<job>',
  options: {},
  run: async (context, { first }) => showJob(context, await context.sets.get(first, { signal: context.signal })),
});

export const watch = defineCommand({
  name: 'watch',
  summary: 'follow a job until it has ended',
  arguments: '<job>',
  options: {},
  run: (context, { first }) => followJob(context, first),
});

export const cancel = defineCommand({
  name: 'cancel',
  summary: 'cancel a job that has not ended',
  arguments: '<job>',
  options: {},
  async run({ sets, terminal, signal }, { first }) {
    const job = await sets.cancel(first, { signal });
    terminal.answer(job, () => terminal.line(`${job.status}`, { text: `job ${job.id}`, style: 'dim' }));
    return 'ok';
  },
});
