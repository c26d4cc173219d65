import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, systemClock } from '@sets/clock';
import { readWriteLog } from '@sets/firestore-emulator';
import {
  type ApiClient,
  createApiClient,
  createLocalCloudControl,
  freePorts,
  jobOf,
  LOCAL_REGION,
  type LocalStack,
  problemOf,
  startLocalStack,
} from '@sets/local-stack';
import { auditRun } from './audit-run.ts';
import { bundleApps } from './bundle-apps.ts';
import { createCloudKeeper } from './cloud-keeper.ts';
import { hasEnded, jobHistories } from './job-history.ts';
import { measureCalls } from './measure-calls.ts';
import { geminiCalls } from './model-calls.ts';
import type { ChaosPlan } from './plan.ts';
import { callsAbout, endPoisonInCalm, makePoison } from './poison.ts';
import type { ChaosFindings } from './report.ts';
import { type Tell, undergoPlan } from './undergo-plan.ts';

const DIRECTORY = join(import.meta.dirname, '../../.local/chaos');
const WRITE_LOG = join(DIRECTORY, 'cloud/firestore.sqlite');
/** Long work is handed back rather than finished, so that SIGTERM meets it. */
const SHUTDOWN_GRACE_MS = 2_500;
const SLOTS = 80;
/** So many poison posts come before the disturbances, and show what one costs. */
const IN_CALM = 3;

/** Runs the plan on a stack of its own and audits what it left behind. */
export async function runChaos(plan: ChaosPlan, tell: Tell): Promise<ChaosFindings> {
  rmSync(DIRECTORY, { recursive: true, force: true });
  const startedAt = Date.now();
  const entries = await bundleApps(join(DIRECTORY, 'bundles'));
  const ports = await freePorts([{ region: LOCAL_REGION, apis: plan.apis, workers: plan.workers }]);
  const { PATH = '', HOME = '' } = process.env;
  const env = {
    PATH,
    HOME,
    SIMULATOR_LATENCY: 'fast',
    SHUTDOWN_GRACE_MS: String(SHUTDOWN_GRACE_MS),
    // As many deliveries at once as there are slots behind the queue.
    QUEUE_CONCURRENCY: String(plan.workers * SLOTS),
    MAX_CONCURRENT_PROCESSING: String(SLOTS),
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
  const control = createLocalCloudControl(stack.ports);
  const keeper = createCloudKeeper(stack.localCloud, control);
  const apis = stack.apis.map(({ url }) => createApiClient(url));
  const [api] = apis;
  if (api === undefined) {
    throw new Error('a chaos run needs an API');
  }
  const callsByKind = await measureCalls(control, api);
  tell(`Model calls that a post needs: ${JSON.stringify(callsByKind)}`);
  const poison = await makePoison(keeper, plan.poisonPosts);
  await endPoisonInCalm(keeper, api, poison.slice(0, IN_CALM));
  const before = geminiCalls(await keeper.counters());

  const { accepted, ...past } = await undergoPlan(plan, {
    ...{ stack, keeper, apis, tell, random: Math.random },
    poison: poison.slice(IN_CALM),
  });

  const calls = await callsAbout(poison);
  await keeper.healAll();
  await drain(plan.drainMaxS);
  const ended = geminiCalls(await keeper.counters());
  return auditRun({
    ...past,
    ...{ plan: plan.name, accepted, callsByKind, callsAbout: calls },
    log: readWriteLog(WRITE_LOG),
    counted: { made: ended.made - before.made, refused: ended.refused - before.refused },
    unseen: await notDoneByApi(api, accepted.keys()),
  });
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
