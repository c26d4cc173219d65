import type { OpsRegionRequest, OpsRegions } from '@sets/client';
import { type CommandContext, defineCommand, UsageError, wholeNumber } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import type { Cell } from '../terminal/terminal.ts';

type Region = OpsRegions['regions'][number];

const STYLES = { ok: 'green', degraded: 'yellow', down: 'red' } as const;

function statusOf({ status }: Region): Cell {
  const style = Object.entries(STYLES).find(([name]) => name === status)?.[1];
  return style === undefined ? status : { text: status, style };
}

function decidedOf({ paused, drained }: Region): Cell {
  const words = [paused ? 'paused' : '', drained ? 'drained' : ''].filter((word) => word !== '').join(', ');
  return { text: words, style: 'yellow' };
}

const seconds = (age: number | null | undefined): string => (age == null ? '–' : `${Math.round(age)} s`);

const toRow = (region: Region): Cell[] => [
  ...[region.region, statusOf(region), `${region.instances.worker}`, `${region.active_jobs}/${region.capacity}`],
  ...[`${region.queue?.depth ?? '–'}`, seconds(region.queue?.oldest_age_s), decidedOf(region)],
];

export const queues = defineCommand({
  name: 'ops queues',
  summary: 'every region with its workers and its queue',
  arguments: '',
  options: {},
  async run({ ops, terminal, signal }) {
    const answer = await ops.listRegions({ signal });
    terminal.answer(answer, () =>
      terminal.table(
        ['region', 'status', 'workers', 'jobs', 'waiting', 'oldest', 'decided'],
        answer.regions.map(toRow),
      ),
    );
    return 'ok';
  },
});

async function change(context: CommandContext, region: string, body: OpsRegionRequest): Promise<Ending> {
  const { ops, terminal, signal } = context;
  const { region: changed, ...done } = await ops.controlRegion({ params: { region }, body, signal });
  terminal.answer({ region: changed, ...done }, () => {
    const words = Object.entries(done).map(([name, value]) => `${name.replace('_', ' ')}: ${value ?? 'as configured'}`);
    terminal.line(`${changed}  ${words.join(', ')}`);
  });
  return 'ok';
}

export const pause = defineCommand({
  name: 'ops pause',
  summary: "stop a region's queue; new jobs go elsewhere, what waits there stays",
  arguments: '<region>',
  options: {},
  run: (context, { first }) => change(context, first, { paused: true }),
});

export const resume = defineCommand({
  name: 'ops resume',
  summary: "let a region's queue deliver again",
  arguments: '<region>',
  options: {},
  run: (context, { first }) => change(context, first, { paused: false }),
});

export const drain = defineCommand({
  name: 'ops drain',
  summary: 'give a region no new work, and move on what waits there',
  arguments: '<region>',
  options: { undo: { type: 'boolean', says: 'take the region back' } },
  run: (context, { first, values }) => change(context, first, { drained: values.undo !== true }),
});

/** `auto`: what the settings say. */
const bound = (name: string, text: string | undefined): number | null =>
  text === undefined || text === 'auto' ? null : wholeNumber(name, text);

export const scale = defineCommand({
  name: 'ops scale',
  summary: 'bound the workers of a region; a bound that is not given, or `auto`, is what the settings say',
  arguments: '<region>',
  options: {
    floor: { type: 'string', value: 'count', says: 'at least so many' },
    ceiling: { type: 'string', value: 'count', says: 'at most so many' },
  },
  run(context, { first, values: { floor, ceiling } }) {
    if (floor === undefined && ceiling === undefined) {
      throw new UsageError('Give --floor, --ceiling or both.');
    }
    return change(context, first, { scale_floor: bound('floor', floor), scale_ceiling: bound('ceiling', ceiling) });
  },
});
