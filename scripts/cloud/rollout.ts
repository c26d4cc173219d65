import { messageOf } from './cloud-error.ts';

/** Share of a region's traffic that the new revision gets first. */
const FIRST_SHARE = 10;

export type Service = 'api' | 'worker';

/** One service in one region, as a rollout changes it. */
export interface RolloutPlatform {
  /** Makes a revision without traffic and gives its name. */
  deploy(service: Service, region: string): Promise<string>;
  /** The revision that has most of the traffic now, also where a rollout was cut off half way; null when the service is new. */
  serving(service: Service, region: string): Promise<string | null>;
  /** Explicit shares by revision: a split sticks, so that no later deploy moves traffic by itself. */
  split(service: Service, region: string, shares: Readonly<Record<string, number>>): Promise<void>;
  /**
   * Asks the revision: without traffic, then with its first share.
   *
   * @throws Error unless it works
   */
  smoke(service: Service, region: string, revision: string): Promise<void>;
  /** Marks the revision that a rollback leads to: one that has served. The newest but one may have failed its smoke test. */
  remember(service: Service, region: string, revision: string): Promise<void>;
  /** The one that was marked last; null where nothing was. */
  remembered(service: Service, region: string): Promise<string | null>;
}

export interface RolloutOptions {
  readonly services: readonly Service[];
  /** In this order; the next one only after the one before is done. */
  readonly regions: readonly string[];
  readonly say: (line: string) => void;
  /** Aborted, a rollout goes no step further and is taken back, as after a failure. */
  readonly signal?: AbortSignal | undefined;
}

interface Step {
  readonly service: Service;
  readonly region: string;
  readonly before: string | null;
  readonly after: string;
}

/** Where a rollback leads a service of a region. */
interface Return {
  readonly service: Service;
  readonly region: string;
  readonly revision: string;
}

/** A rollout that failed and was taken back, or could not be. */
export class RolloutFailedError extends Error {
  override readonly name = 'RolloutFailedError';
}

/**
 * Region by region, workers before the API that speaks to them: no traffic, smoke test, a tenth, smoke test, all. Any
 * failure takes every region back to what it served before, the last one first.
 *
 * @throws RolloutFailedError
 */
export async function rollOut(
  platform: RolloutPlatform,
  { services, regions, say, signal }: RolloutOptions,
): Promise<void> {
  const done: Step[] = [];
  const marks: Return[] = [];
  try {
    for (const region of regions) {
      for (const service of services) {
        signal?.throwIfAborted();
        const before = await platform.serving(service, region);
        const after = await platform.deploy(service, region);
        done.push({ service, region, before, after });
        await platform.smoke(service, region, after);
        signal?.throwIfAborted();
        if (before !== null && before !== after) {
          await platform.split(service, region, { [after]: FIRST_SHARE, [before]: 100 - FIRST_SHARE });
          await platform.smoke(service, region, after);
          signal?.throwIfAborted();
        }
        await platform.split(service, region, { [after]: 100 });
        say(`${service} in ${region} serves ${after}`);
      }
    }
    // Last: a rollout that is taken back must not have moved what a rollback leads to.
    for (const { service, region, before, after } of done) {
      if (before !== null && before !== after) {
        const marked = await platform.remembered(service, region);
        if (marked !== null) {
          marks.push({ service, region, revision: marked });
        }
        await platform.remember(service, region, before);
      }
    }
  } catch (error) {
    say(`The rollout failed and is taken back: ${messageOf(error)}`);
    await takeBack(platform, done, say);
    await markAgain(platform, marks, say);
    throw new RolloutFailedError(`The rollout failed: ${messageOf(error)}`, { cause: error });
  }
}

/** Goes on after a region that cannot be taken back: the others must not stay half way for its sake. */
async function takeBack(platform: RolloutPlatform, done: readonly Step[], say: RolloutOptions['say']): Promise<void> {
  for (const { service, region, before } of done.toReversed()) {
    if (before === null) {
      say(`${service} in ${region} served nothing before: nothing to take back`);
      continue;
    }
    try {
      await platform.split(service, region, { [before]: 100 });
      say(`${service} in ${region} serves ${before} again`);
    } catch (error) {
      say(`${service} in ${region} COULD NOT BE TAKEN BACK to ${before}: ${messageOf(error)}`);
    }
  }
}

/** Else a rollback would lead some services back and leave others. */
async function markAgain(
  platform: RolloutPlatform,
  marks: readonly Return[],
  say: RolloutOptions['say'],
): Promise<void> {
  for (const { service, region, revision } of marks) {
    try {
      await platform.remember(service, region, revision);
    } catch (error) {
      say(`${service} in ${region} COULD NOT BE MARKED to be rolled back to ${revision}: ${messageOf(error)}`);
    }
  }
}

/**
 * Every region back to what it served before the last rollout. One that is there already stays, so that a rollback which
 * failed half way can be run again.
 *
 * @throws RolloutFailedError before anything is changed when one has nothing to go back to, or after all of them were tried
 */
export async function rollBack(platform: RolloutPlatform, { services, regions, say }: RolloutOptions): Promise<void> {
  const returns: Return[] = [];
  for (const region of regions) {
    // The API first: it must not speak to workers that are older than what it expects.
    for (const service of services.toReversed()) {
      const revision = await platform.remembered(service, region);
      if (revision === null) {
        throw new RolloutFailedError(`${service} in ${region} has no revision before the one that serves`);
      }
      if (revision !== (await platform.serving(service, region))) {
        returns.push({ service, region, revision });
      }
    }
  }
  if (returns.length === 0) {
    throw new RolloutFailedError('Every region serves the revision before the last rollout already');
  }
  const failed: string[] = [];
  for (const { service, region, revision } of returns) {
    try {
      await platform.split(service, region, { [revision]: 100 });
      say(`${service} in ${region} serves ${revision}`);
    } catch (error) {
      failed.push(`${service} in ${region}`);
      say(`${service} in ${region} COULD NOT BE TAKEN BACK to ${revision}: ${messageOf(error)}`);
    }
  }
  if (failed.length > 0) {
    throw new RolloutFailedError(`The rollback failed for ${failed.join(', ')}; the others are back. Run it again`);
  }
}
