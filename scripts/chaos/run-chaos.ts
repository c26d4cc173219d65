import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, systemClock } from '@sets/clock';
import { readWriteLog } from '@sets/firestore-emulator';
import { DEFAULT_JOB_POLICY } from '@sets/jobs';
import {
  type ApiClient,
  createApiClient,
  createLocalCloudControl,
  freePorts,
  jobOf,
  LOCAL_REGION,
  type LocalCloudControl,
  type LocalStack,
  LocalStackError,
  problemOf,
  startLocalStack,
} from '@sets/local-stack';
import { canonicalLink } from '@sets/upstream-simulators';
import { findClaimsUnderLease, findLost, findRewrittenResults, findSecondEndings } from './audit-writes.ts';
import { bundleApps } from './bundle-apps.ts';
import { createCrashDeck } from './crash-deck.ts';
import { loseAnswers, makeUpstreamsUnreliable, runOutages } from './disturb.ts';
import { createFleet } from './fleet.ts';
import { hasEnded, jobHistories } from './job-history.ts';
import { type Kill, killAgainAndAgain } from './killer.ts';
import { geminiCalls, modelCalls } from './model-calls.ts';
import type { ChaosPlan } from './plan.ts';
import { POST_KINDS, type PostKind, postOf } from './posts.ts';
import { findRecoveries, queueWaits } from './recoveries.ts';
import type { ChaosFindings } from './report.ts';
import { submitSteadily } from './traffic.ts';

const DIRECTORY = join(import.meta.dirname, '../../.local/chaos');
const WRITE_LOG = join(DIRECTORY, 'cloud/firestore.sqlite');
/** Long work is handed back rather than finished, so that SIGTERM meets it. */
const SHUTDOWN_GRACE_MS = 2_500;

export type Tell = (line: string) => void;

/** Runs the plan on a stack of its own and audits what it left behind. */
export async function runChaos(plan: ChaosPlan, tell: Tell): Promise<ChaosFindings> {
  rmSync(DIRECTORY, { recursive: true, force: true });
  const startedAt = Date.now();
  const entries = bundleApps(join(DIRECTORY, 'bundles'));
  const ports = await freePorts([{ region: LOCAL_REGION, apis: plan.apis, workers: plan.workers }]);
  const { PATH = '', HOME = '' } = process.env;
  const env = {
    PATH,
    HOME,
    SIMULATOR_LATENCY: 'fast',
    SHUTDOWN_GRACE_MS: String(SHUTDOWN_GRACE_MS),
    NODE_COMPILE_CACHE: join(DIRECTORY, 'compile-cache'),
  };
  const stack = await startLocalStack({ ports, env, directory: DIRECTORY, watch: false, entries });
  try {
    tell(`${plan.workers} workers and ${plan.apis} APIs are up; logs are in .local/chaos/logs`);
    const findings = await disturbAndAudit(plan, stack, tell);
    return { ...findings, seconds: (Date.now() - startedAt) / 1_000 };
  } finally {
    await stack.stop();
  }
}

async function disturbAndAudit(
  plan: ChaosPlan,
  stack: LocalStack,
  tell: Tell,
): Promise<Omit<ChaosFindings, 'seconds'>> {
  const random = Math.random;
  const control = createLocalCloudControl(stack.ports);
  const apis = stack.apis.map(({ url }) => createApiClient(url));
  const [api] = apis;
  if (api === undefined) {
    throw new Error('a chaos run needs an API');
  }
  const callsByKind = await measureCalls(control, api);
  tell(`Model calls that a post needs: ${JSON.stringify(callsByKind)}`);

  const kills: Kill[] = [];
  const deck = createCrashDeck(random);
  const calm = new AbortController();
  const before = geminiCalls(await control.simulators.counters());
  await makeUpstreamsUnreliable(control);
  const everyPointStruck = (): boolean => Object.values(deck.strikes()).every((count) => count > 0);
  const enough = Promise.withResolvers<void>();
  const onKill = (kill: Kill): void => {
    kills.push(kill);
    if (kills.length % 20 === 0) {
      tell(`${kills.length} kills`);
    }
    if (kills.length >= plan.kills && everyPointStruck()) {
      enough.resolve();
    }
  };
  const trafficFrom = Date.now();
  const { signal } = calm;
  const outages = runOutages(control, plan.outages, ({ kind, forS }) => tell(`${kind} for ${forS} s`), signal);
  const { submitsPerS, lifetimeS } = plan;
  const traffic = submitSteadily({ apis, simulators: control.simulators, submitsPerS, random, signal });
  const services = [...stack.workers, ...stack.apis];
  const fleet = createFleet(services);
  const killers = services.map((service) =>
    killAgainAndAgain(service, { deck, random, lifetimeS, fleet, onKill, signal }),
  );
  const parts = [loseAnswers(control, signal), ...killers];
  try {
    const inTime = Promise.all([enough.promise, outages]);
    // Whatever fails by itself ends the run at once.
    const failing = Promise.all([traffic, ...parts]);
    await Promise.race([inTime, sleep(systemClock, plan.trafficMaxS * 1_000, signal), failing]);
  } finally {
    calm.abort();
    await Promise.allSettled([traffic, outages, ...parts]);
  }
  await Promise.all(parts);
  const { accepted, kinds, answers } = await traffic;
  const past = await outages;
  tell(`No more kills after ${Math.round((Date.now() - trafficFrom) / 1_000)} s; waiting for the last jobs to end`);
  await control.cloudTasks.heal();
  await control.firestore.heal();
  await control.simulators.heal();
  await drain(plan.drainMaxS);

  const log = readWriteLog(WRITE_LOG);
  const histories = jobHistories(log);
  const ended = geminiCalls(await control.simulators.counters());
  const counted = { made: ended.made - before.made, refused: ended.refused - before.refused };
  const unseen = await notDoneByApi(api, accepted.keys());
  return {
    plan: plan.name,
    kills,
    strikes: deck.strikes(),
    outages: past,
    answers,
    accepted: accepted.size,
    histories,
    lost: [...findLost(histories, accepted.keys()), ...unseen],
    writtenTwice: [...findSecondEndings(histories), ...findRewrittenResults(log)],
    claimsUnderLease: findClaimsUnderLease(histories, DEFAULT_JOB_POLICY.leaseMs),
    modelCalls: modelCalls(counted, histories, kinds, callsByKind),
    recoveries: findRecoveries(histories, kills, past),
    queueWaitsMs: queueWaits(histories, past),
  };
}

/** How many model calls one post of each kind needs while nothing is disturbed. */
async function measureCalls(control: LocalCloudControl, api: ApiClient): Promise<Record<PostKind, number>> {
  const calls: Record<PostKind, number> = { said: 0, shown: 0, no_workout: 0, gone: 0 };
  for (const kind of POST_KINDS) {
    const before = await control.simulators.calls('gemini');
    const post = await control.simulators.addPost(postOf(kind));
    const { job } = await api.submit({ url: canonicalLink(post) }, { prefer: 'wait=45' });
    if (!job.done) {
      throw new LocalStackError(`A post of the kind ${kind} did not end before the run began.`);
    }
    calls[kind] = (await control.simulators.calls('gemini')) - before;
  }
  return calls;
}

/** Waits until every stored job has ended, as the write log tells it. */
async function drain(maxS: number): Promise<void> {
  const deadline = Date.now() + maxS * 1_000;
  const open = new Set<string>();
  let afterSeq = 0;
  while (Date.now() < deadline) {
    const news = readWriteLog(WRITE_LOG, { afterSeq });
    afterSeq = news.at(-1)?.seq ?? afterSeq;
    for (const [id, history] of jobHistories(news)) {
      if (hasEnded(history)) {
        open.delete(id);
      } else {
        open.add(id);
      }
    }
    if (open.size === 0) {
      return;
    }
    await sleep(systemClock, 500);
  }
}

/** What a client is told must agree with the log. */
async function notDoneByApi(api: ApiClient, ids: Iterable<string>): Promise<string[]> {
  const wrong: string[] = [];
  for (const id of ids) {
    const answer = await api.get(`/v1/jobs/${id}`);
    if (answer.status > 299) {
      wrong.push(`${id} is ${problemOf(answer).code} to its caller`);
    } else if (!jobOf(answer).done) {
      wrong.push(`${id} is ${jobOf(answer).status} to its caller`);
    }
  }
  return wrong;
}
