import { sleep, systemClock } from '@sets/clock';
import type { ApiClient, LocalStack } from '@sets/local-stack';
import type { CloudKeeper } from './cloud-keeper.ts';
import { createCrashDeck } from './crash-deck.ts';
import { loseAnswers, makeUpstreamsUnreliable, type PastOutage, runOutages } from './disturb.ts';
import { createFleet } from './fleet.ts';
import { freezeNowAndThen, type PastFreeze } from './freezer.ts';
import { type Kill, killAgainAndAgain } from './killer.ts';
import type { ChaosPlan } from './plan.ts';
import type { PoisonPost } from './poison.ts';
import { submitSteadily, type Traffic } from './traffic.ts';

export type Tell = (line: string) => void;

export interface Setting {
  readonly stack: LocalStack;
  readonly keeper: CloudKeeper;
  readonly apis: readonly ApiClient[];
  readonly poison: readonly PoisonPost[];
  readonly random: () => number;
  readonly tell: Tell;
}

/** What was sent, and what was done to those who had to cope with it. */
export interface Undergone extends Traffic {
  readonly kills: readonly Kill[];
  /** Strikes by crash point. */
  readonly strikes: Readonly<Record<string, number>>;
  readonly outages: readonly PastOutage[];
  readonly freezes: readonly PastFreeze[];
}

/** Traffic and every disturbance of the plan side by side, until all had their turn or the time is up. */
export async function undergoPlan(plan: ChaosPlan, setting: Setting): Promise<Undergone> {
  const { stack, keeper, apis, poison, random, tell } = setting;
  const { submitsPerS, lifetimeS } = plan;
  const trafficMaxMs = plan.trafficMaxS * 1_000;
  const kills: Kill[] = [];
  const deck = createCrashDeck(random);
  const calm = new AbortController();
  const { signal } = calm;
  const enough = Promise.withResolvers<void>();
  const onKill = (kill: Kill): void => {
    kills.push(kill);
    if (kills.length % 20 === 0) {
      tell(`${kills.length} kills`);
    }
    if (kills.length >= plan.kills && Object.values(deck.strikes()).every((count) => count > 0)) {
      enough.resolve();
    }
  };

  await makeUpstreamsUnreliable(keeper);
  const startedAt = Date.now();
  const services = [...stack.workers, ...stack.apis];
  const fleet = createFleet(services);
  const outages = runOutages(keeper, plan.outages, ({ kind, forS }) => tell(`${kind} for ${forS} s`), signal);
  const freezes = freezeNowAndThen(plan.freezes, {
    ...{ fleet, random, signal },
    tell: ({ forS }) => tell(`a worker is frozen for ${forS} s`),
  });
  const traffic = submitSteadily({
    ...{ apis, keeper, submitsPerS, random, signal },
    poison: { posts: poison, overMs: trafficMaxMs / 2 },
  });
  const killers = services.map((service) =>
    killAgainAndAgain(service, { deck, random, lifetimeS, fleet, onKill, signal }),
  );
  const parts = [loseAnswers(keeper, signal), ...killers];
  try {
    const inTime = Promise.all([enough.promise, outages, freezes]);
    // Whatever fails by itself ends the run at once.
    const failing = Promise.all([traffic, ...parts]);
    await Promise.race([inTime, sleep(systemClock, trafficMaxMs, signal), failing]);
  } finally {
    calm.abort();
    await Promise.allSettled([traffic, outages, freezes, ...parts]);
  }
  await Promise.all(parts);
  tell(`No more kills after ${Math.round((Date.now() - startedAt) / 1_000)} s; waiting for the last jobs to end`);
  return { ...(await traffic), kills, strikes: deck.strikes(), outages: await outages, freezes: await freezes };
}
