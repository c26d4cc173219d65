import { isoTime, sleep, systemClock } from '@sets/clock';
import { ProblemError, type ScaleReport } from '@sets/contract';
import { localEnvironment } from '@sets/local-stack';
import { markdownTable } from '@sets/measurement';
import { createLifecycle, noTracing, parseConfig, silentLogger } from '@sets/service-kit';
import { composeStore } from '../../apps/worker/src/compose-store.ts';
import { workerConfigSchema } from '../../apps/worker/src/config.ts';
import { scaleInputOf } from '../../apps/worker/src/scaling/compose-scaling.ts';
import { CloudError } from './cloud-error.ts';
import type { LocalContext } from './local-fleet.ts';

const LOOK_EVERY_MS = 5_000;
const ACTOR = 'make-scale';

const reportTable = (reports: readonly ScaleReport[]): string =>
  markdownTable(
    ['region', 'outcome', 'depth', 'active', 'workers', 'wanted', 'deliveries at once'],
    reports.map(({ region, outcome, depth, active, workers, wanted, concurrency }) => [
      ...[region, outcome, depth, active, workers, wanted, concurrency],
    ]),
  );

/**
 * What the fleet's store or platform does not answer is no bug of this command.
 *
 * @throws CloudError with one clear line
 */
async function inOneLine<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ProblemError) {
      throw new CloudError(`The fleet on this machine does not answer: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** A whole number, or null for what the settings say; undefined where it is not named. */
function boundOf(env: NodeJS.ProcessEnv, name: 'FLOOR' | 'CEILING'): number | null | undefined {
  const text = env[name];
  if (text === undefined || text === '') {
    return undefined;
  }
  const value = Number(text);
  if (text !== 'none' && (!Number.isInteger(value) || value < 0)) {
    throw new CloudError(`${name} must be a whole number of workers, or none; not "${text}"`);
  }
  return text === 'none' ? null : value;
}

/**
 * One decision for each region of the fleet on this machine, by the real controller: DRY_RUN=1 only says what it would
 * decide, WATCH=1 goes on every 5 s. FLOOR and CEILING are an operator's bounds, as the levers of a region set them; REGION
 * names one region. Where the workers decide by themselves the outcome is `led_elsewhere`.
 */
export async function scaleLocally(
  { fleet: { stack }, env, say }: LocalContext,
  lookEveryMs = LOOK_EVERY_MS,
): Promise<void> {
  if (stack === null) {
    throw new CloudError(
      'No fleet runs here; start one with make dev or make dev-regions, or set GOOGLE_CLOUD_PROJECT',
    );
  }
  const { ports, directory } = stack;
  const local = localEnvironment({ ports, directory, env });
  const names = ports.regions.map(({ region }) => region).filter((region) => (env.REGION || region) === region);
  if (names.length === 0) {
    throw new CloudError(`${env.REGION} is none of ${ports.regions.map(({ region }) => region).join(', ')}`);
  }
  // Google's clients read for themselves where tokens come from.
  Object.assign(process.env, local);
  const outside = { clock: systemClock, random: Math.random, logger: silentLogger, tracer: noTracing };
  const lifecycle = createLifecycle(outside);
  const configs = names.map((region) => parseConfig(workerConfigSchema, { ...local, REGION: region }));
  const [config] = configs;
  if (config === undefined) {
    return;
  }
  const { fleet } = composeStore(config, { ...outside, lifecycle });
  const [floor, ceiling] = [boundOf(env, 'FLOOR'), boundOf(env, 'CEILING')];
  const dryRun = env.DRY_RUN === '1';

  async function bound(region: string): Promise<void> {
    if (floor === undefined && ceiling === undefined) {
      return;
    }
    const change = { scale_floor: floor ?? null, scale_ceiling: ceiling ?? null };
    say(`$ POST /v1/ops/regions/${region} ${JSON.stringify(change)}`);
    if (!dryRun) {
      await fleet.control({ region, change, actor: ACTOR });
    }
  }

  async function decide(): Promise<readonly ScaleReport[]> {
    const inputs = configs.map((one) => scaleInputOf(one, ACTOR)).filter((input) => input !== null);
    return await Promise.all(inputs.map((input) => fleet.scale({ ...input, dryRun })));
  }

  /** Whoever watches a fleet in trouble wants to go on watching. */
  async function watched(): Promise<string> {
    const at = isoTime(systemClock.now());
    return await inOneLine(decide).then(
      (reports) => `${at}\n${reportTable(reports)}`,
      (error: unknown) => {
        if (error instanceof CloudError) {
          return `${at} ${error.message}`;
        }
        throw error;
      },
    );
  }

  try {
    for (const region of names) {
      await inOneLine(() => bound(region));
    }
    say(reportTable(await inOneLine(decide)));
    while (env.WATCH === '1') {
      await sleep(systemClock, lookEveryMs);
      say(await watched());
    }
  } finally {
    await lifecycle.stop();
  }
}
