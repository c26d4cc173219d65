/** Share of a region's traffic that the new revision gets first. */
const FIRST_SHARE = 10;

export type Service = 'api' | 'worker';

/** One service in one region, as a rollout changes it. */
export interface RolloutPlatform {
  /** Makes a revision without traffic and gives its name. */
  deploy(service: Service, region: string): Promise<string>;
  /** The revision that has all traffic now; null when the service is new. */
  serving(service: Service, region: string): Promise<string | null>;
  /** Explicit shares by revision: a split sticks, so that no later deploy moves traffic by itself. */
  split(service: Service, region: string, shares: Readonly<Record<string, number>>): Promise<void>;
  /**
   * Asks the revision: without traffic, then with its first share.
   *
   * @throws Error unless it works
   */
  smoke(service: Service, region: string, revision: string): Promise<void>;
}

export interface RolloutOptions {
  readonly services: readonly Service[];
  /** In this order; the next one only after the one before is done. */
  readonly regions: readonly string[];
  readonly say: (line: string) => void;
}

interface Step {
  readonly service: Service;
  readonly region: string;
  readonly before: string | null;
  readonly after: string;
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
export async function rollOut(platform: RolloutPlatform, { services, regions, say }: RolloutOptions): Promise<void> {
  const done: Step[] = [];
  try {
    for (const region of regions) {
      for (const service of services) {
        const before = await platform.serving(service, region);
        const after = await platform.deploy(service, region);
        done.push({ service, region, before, after });
        await platform.smoke(service, region, after);
        if (before !== null && before !== after) {
          await platform.split(service, region, { [after]: FIRST_SHARE, [before]: 100 - FIRST_SHARE });
          await platform.smoke(service, region, after);
        }
        await platform.split(service, region, { [after]: 100 });
        say(`${service} in ${region} serves ${after}`);
      }
    }
  } catch (error) {
    say(`The rollout failed and is taken back: ${messageOf(error)}`);
    await takeBack(platform, done, say);
    throw new RolloutFailedError(`The rollout failed: ${messageOf(error)}`, { cause: error });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

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

/** Every region back to the revision before the one that serves. @throws RolloutFailedError when one has none */
export async function rollBack(
  platform: RolloutPlatform & { previous(service: Service, region: string): Promise<string | null> },
  { services, regions, say }: RolloutOptions,
): Promise<void> {
  for (const region of regions) {
    // The API first: it must not speak to workers that are older than what it expects.
    for (const service of services.toReversed()) {
      const revision = await platform.previous(service, region);
      if (revision === null) {
        throw new RolloutFailedError(`${service} in ${region} has no revision before the one that serves`);
      }
      await platform.split(service, region, { [revision]: 100 });
      say(`${service} in ${region} serves ${revision}`);
    }
  }
}
