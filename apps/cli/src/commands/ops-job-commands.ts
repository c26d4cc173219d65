import type { OpsJob, OpsReplayOutcome, OpsReplayRun } from '@sets/client';
import { type CommandContext, defineCommand, UsageError, wholeNumber } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import type { Cell } from '../terminal/terminal.ts';
import { FILTER_OPTIONS, filterOf } from './job-filter.ts';

const PAGE_OPTIONS = {
  ...FILTER_OPTIONS,
  limit: { type: 'string', short: 'n', value: 'count', says: 'jobs on a page; 50 unless given' },
  cursor: { type: 'string', value: 'cursor', says: 'where the page before ended' },
} as const;

const stateOf = ({ status }: OpsJob): Cell =>
  status === 'succeeded' ? { text: status, style: 'green' } : { text: status, style: 'yellow' };

const toRow = (job: OpsJob): Cell[] => [
  ...[job.id, stateOf(job), job.error?.code ?? '', `${job.source.platform} ${job.source.content_id}`],
  ...[job.region, `${job.attempt}`, job.caller, job.created_at.slice(0, 19)],
];

type Page = Parameters<CommandContext['ops']['searchJobs']>[0];

async function showPage({ ops, terminal, signal }: CommandContext, query: NonNullable<Page>['query']): Promise<Ending> {
  const page = await ops.searchJobs({ query, signal });
  terminal.answer(page, () => {
    terminal.table(['job', 'status', 'problem', 'post', 'region', 'attempt', 'caller', 'made'], page.jobs.map(toRow));
    terminal.line({
      text: page.next === null ? `jobs: ${page.jobs.length}` : `more: --cursor ${page.next}`,
      style: 'dim',
    });
  });
  return 'ok';
}

function queryOf(values: Parameters<typeof filterOf>[0] & { readonly limit?: string; readonly cursor?: string }) {
  const { limit, cursor } = values;
  return { ...filterOf(values), cursor, limit: limit === undefined ? undefined : wholeNumber('limit', limit) };
}

export const jobs = defineCommand({
  name: 'ops jobs',
  summary: 'search jobs, newest first',
  arguments: '[job]',
  options: PAGE_OPTIONS,
  run: (context, { positionals: [id], values }) => showPage(context, { ...queryOf(values), id }),
});

export const dead = defineCommand({
  name: 'ops dead',
  summary: 'jobs that ended without a result through no fault of the post, and were not replayed',
  arguments: '',
  options: PAGE_OPTIONS,
  run: (context, { values }) => showPage(context, { ...queryOf(values), dead: true }),
});

function showOutcomes(
  { terminal }: CommandContext,
  outcomes: readonly OpsReplayOutcome[],
  replay?: OpsReplayRun,
): Ending {
  terminal.answer({ outcomes, ...(replay === undefined ? {} : { replay }) }, () => {
    const rows = outcomes.map(({ id, outcome, job_id, error }) => [id, outcome, job_id ?? error ?? '']);
    terminal.table(['dead job', 'outcome', 'now'], rows);
    terminal.line({ text: `replayed: ${outcomes.length}`, style: 'dim' });
    if (replay !== undefined && replay.left > 0) {
      terminal.line(`Left: ${replay.left}. Go on with: sets ops replay ${replay.id}`);
    }
  });
  return outcomes.some(({ outcome }) => outcome === 'refused') ? 'unsuccessful' : 'ok';
}

/** A job's id is as long as what follows, and may begin with anything. */
const REPLAY_ID = /^rp_.{22}$/;

export const replay = defineCommand({
  name: 'ops replay',
  summary: 'submit a dead job again, or those of a replay or a filter, which without --yes only counts them',
  arguments: '[id]',
  options: {
    ...FILTER_OPTIONS,
    limit: { type: 'string', short: 'n', value: 'count', says: 'at most so many, newest first; 100 unless given' },
    yes: { type: 'boolean', short: 'y', says: 'do it' },
  },
  async run(context, { positionals: [id], values }) {
    const { ops, terminal, signal } = context;
    const filter = filterOf(values);
    const filtered = Object.keys(filter).length > 0;
    if ((id === undefined) !== filtered) {
      throw new UsageError('Name one job, or at least one condition.');
    }
    const limit = values.limit === undefined ? {} : { limit: wholeNumber('limit', values.limit) };
    if (id !== undefined && REPLAY_ID.test(id)) {
      const portion = await ops.runReplay({ params: { id }, query: limit, signal });
      return showOutcomes(context, portion.outcomes, portion.replay);
    }
    if (id !== undefined) {
      return showOutcomes(context, [await ops.replayJob({ params: { id }, signal })]);
    }
    if (values.yes !== true) {
      const counted = await ops.replayJobs({ body: { filter, preview: true }, signal });
      const count = 'count' in counted ? counted.count : 0;
      terminal.answer(counted, () => terminal.line(`Dead jobs: ${count}. Add --yes to replay them.`));
      return 'ok';
    }
    const { id: replay } = await ops.createReplay({ body: { filter }, signal });
    const portion = await ops.runReplay({ params: { id: replay }, query: limit, signal });
    return showOutcomes(context, portion.outcomes, portion.replay);
  },
});
