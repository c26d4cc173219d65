import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { quantile, systemClock } from '@sets/clock';
import { LIVENESS } from '@sets/contract/liveness';
import { freePorts, LOCAL_REGION, LocalStackError, localEnvironment, startLocalStack } from '@sets/local-stack';
import { atMost, missedBars, reportJson, spreadOf, writeReport } from '@sets/measurement';
import { cpuMsOf } from './lib/cpu-time.ts';
import { print } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';

/**
 * How long the bundles take from their start on one core to the first 200 (the start-up probe) and until they are ready
 * for work. Measured in CPU time of the process, which on a core of its own is the time that passes; a busy machine
 * makes everything else meaningless. Linux alone tells it.
 */
const ROOT = join(import.meta.dirname, '..');
const DIRECTORY = join(ROOT, '.local/bench-cold-start');
const quick = process.argv.includes('--quick');
const ROUNDS = quick ? 3 : 21;
const BARE = join(DIRECTORY, 'bare.mjs');

interface Subject {
  readonly name: string;
  readonly entry: string;
  readonly probe: string;
  /** What is answered only when the process can do its work. */
  readonly work: { readonly path: string; readonly status: number };
}

const SUBJECTS: readonly Subject[] = [
  // The least that Node can do, to see the machine in the figures.
  { name: 'bare', entry: BARE, probe: '/', work: { path: '/', status: 200 } },
  // A job that does not exist: answered by Firestore.
  {
    ...{ name: 'api', entry: join(ROOT, 'apps/api/dist/main.js'), probe: LIVENESS.path },
    work: { path: '/v1/jobs/AAAAAAAAAAAAAAAAAAAAAA', status: 404 },
  },
  {
    ...{ name: 'worker', entry: join(ROOT, 'apps/worker/dist/main.js'), probe: LIVENESS.path },
    work: { path: '/health', status: 200 },
  },
];

const statusAt = (port: number, path: string): Promise<number | null> =>
  new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? null));
    });
    request.once('error', () => resolve(null));
  });

interface Start {
  readonly first200: { readonly cpuMs: number; readonly wallMs: number };
  readonly ready: { readonly cpuMs: number; readonly wallMs: number };
}

async function startOnce({ entry, probe, work }: Subject, env: NodeJS.ProcessEnv, port: number): Promise<Start> {
  const startedAt = systemClock.monotonic();
  const child = spawn('taskset', ['--cpu-list', '0', process.execPath, entry], {
    env: { ...env, PORT: String(port), LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const answered = async (path: string, status: number) => {
    while ((await statusAt(port, path)) !== status) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`${entry} ended before it answered`);
      }
    }
    return { cpuMs: cpuMsOf(child.pid ?? 0), wallMs: systemClock.monotonic() - startedAt };
  };
  try {
    return { first200: await answered(probe, 200), ready: await answered(work.path, work.status) };
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

function reportOn(starts: ReadonlyMap<string, readonly Start[]>) {
  const of = (name: string, moment: keyof Start, unit: 'cpuMs' | 'wallMs'): number[] =>
    (starts.get(name) ?? []).map((start) => start[moment][unit]);
  const median = (name: string, moment: keyof Start): number => quantile(of(name, moment, 'cpuMs'), 0.5) ?? Number.NaN;
  const row = (name: string, moment: keyof Start) => ({
    cpu_ms: spreadOf(of(name, moment, 'cpuMs')),
    wall_ms: spreadOf(of(name, moment, 'wallMs')),
    times_bare: median(name, moment) / median('bare', 'first200'),
  });
  const apps = ['api', 'worker'];
  return {
    command: 'make bench-cold-start',
    rounds: ROUNDS,
    bare: row('bare', 'first200'),
    ...Object.fromEntries(apps.map((app) => [app, { first_200: row(app, 'first200'), ready: row(app, 'ready') }])),
    bars: apps.flatMap((app) => [
      atMost(`${app}_first_200_cpu_ms`, 400, median(app, 'first200')),
      atMost(`${app}_ready_cpu_ms`, 900, median(app, 'ready')),
    ]),
  };
}

/** One start of each in turn, so that what else the machine does strikes all alike. */
async function measure(env: NodeJS.ProcessEnv, port: number): Promise<Map<string, Start[]>> {
  const starts = new Map<string, Start[]>(SUBJECTS.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const subject of SUBJECTS) {
      starts.get(subject.name)?.push(await startOnce(subject, env, port));
    }
  }
  return starts;
}

await runScript(async () => {
  if (process.platform !== 'linux') {
    throw new LocalStackError('Only Linux tells the CPU time of a process that is starting.');
  }
  rmSync(DIRECTORY, { recursive: true, force: true });
  const ports = await freePorts([{ region: LOCAL_REGION, apis: 1, workers: 0 }]);
  const [port = 0] = ports.regions.flatMap(({ apis }) => apis);
  const own = { ...process.env, SIMULATOR_LATENCY: 'none' };
  const cloud = { ...ports, regions: [{ region: LOCAL_REGION, apis: [], workers: [] }] };
  const stack = await startLocalStack({ ports: cloud, env: own, directory: DIRECTORY, watch: false });
  try {
    writeFileSync(
      BARE,
      "import { createServer } from 'node:http';\ncreateServer((_, response) => response.end()).listen(process.env.PORT);\n",
    );
    const env = localEnvironment({ ports, env: own, directory: DIRECTORY });
    const report = reportOn(await measure(env, port));
    print(reportJson(report).trimEnd());
    if (!quick) {
      writeReport(join(ROOT, 'docs/benchmarks'), { name: 'cold-start', json: report });
    }
    process.exitCode = missedBars(report.bars).length === 0 ? 0 : 1;
  } finally {
    await stack.stop();
  }
});
