import { hash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inParallel, systemClock } from '@sets/clock';
import {
  createApiClient,
  createLocalCloudControl,
  freePorts,
  LOCAL_REGION,
  type LocalPorts,
  LocalStackError,
  newPost,
  startLocalStack,
  workerUrlOf,
} from '@sets/local-stack';
import { atMost, missedBars, reportJson, writeReport } from '@sets/measurement';
import { connectStore, documentPath, type Fields, type Store } from '@sets/store-kit';
import { imageNodeArgs } from './lib/image-node-args.ts';
import { print } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';

/**
 * What an API process takes of its machine's memory once it has answered that many different results: as the image runs
 * it, from its bundle and with the image's heap. A real result is stored under so many keys, each with a title of its own.
 */
const ROOT = join(import.meta.dirname, '..');
const DIRECTORY = join(ROOT, '.local/bench-api-memory');
const quick = process.argv.includes('--quick');
const RESULTS = quick ? 2_000 : 50_000;
const LOOKS = 5;
const AT_ONCE = 16;
const PER_COMMIT = 200;
/** A quarter of the instance's 4 GiB. */
const BAR_MIB = 1_024;
/** Once the memory tier is full, more results take no more memory. */
const BAR_GROWTH = 1.05;
/** The look after which it is full. */
const FULL = 2;

/** Six exercises: an answer of about 5 KB. */
const CAPTION = `Full body\n\n${['Goblet squats', 'Push ups', 'Lunges', 'Hip thrusts', 'Bent over rows', 'Planks']
  .map((name, index) => `${name} ${index + 3}x${index + 10}, rest 60 seconds`)
  .join('\n')}`;

const keyOf = (index: number): string => hash('sha256', `bench-${index}`);

/** Resident memory of a process now and at its most, in MiB. */
function memoryOf(pid: number): { readonly resident_mib: number; readonly peak_mib: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string): number => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024);
  return { resident_mib: mib('VmRSS'), peak_mib: mib('VmHWM') };
}

async function withStore<T>(ports: LocalPorts, use: (store: Store) => Promise<T>): Promise<T> {
  const releases: (() => unknown)[] = [];
  const store = connectStore({
    project: 'sets-local',
    firestoreEmulator: { host: '127.0.0.1', port: ports.firestore },
    cloudTasksEndpoint: { host: '127.0.0.1', port: ports.cloudTasks },
    workerUrl: workerUrlOf(ports),
    tasksServiceAccount: 'tasks@sets-local.iam.gserviceaccount.com',
    clock: systemClock,
    // The emulator stores a commit's documents one by one; nobody waits for them here.
    firestoreTimeoutMs: 60_000,
    defer: (_name, release) => releases.push(release),
  });
  try {
    return await use(store);
  } finally {
    for (const release of releases) {
      await release();
    }
  }
}

interface Stored extends Fields {
  readonly value: { readonly source: object };
}

/** Stores the result of `key` under as many others. */
async function multiply({ documents }: Store, key: string): Promise<void> {
  const { fields } = await documents.read(documentPath('results', key));
  const { value, ...rest } = fields as Stored;
  const titled = (index: number): Fields => ({
    ...rest,
    value: { ...value, source: { ...value.source, title: `Full body, day ${index}` } },
  });
  const commits = Array.from({ length: RESULTS / PER_COMMIT }, (_, commit) => commit * PER_COMMIT);
  await inParallel(commits, 2, (from) =>
    documents.write(
      Array.from({ length: PER_COMMIT }, (_, nth) => ({
        ...{ kind: 'create' as const, path: documentPath('results', keyOf(from + nth)) },
        fields: titled(from + nth),
      })),
      { purpose: 'bench' },
    ),
  );
}

await runScript(async () => {
  if (process.platform !== 'linux') {
    throw new LocalStackError('Only Linux tells the memory of another process.');
  }
  rmSync(DIRECTORY, { recursive: true, force: true });
  const ports = await freePorts([{ region: LOCAL_REGION, apis: 1, workers: 1 }]);
  const stack = await startLocalStack({
    ports,
    env: { ...process.env, SIMULATOR_LATENCY: 'none', LOG_LEVEL: 'info', LOG_FORMAT: 'json' },
    directory: DIRECTORY,
    watch: false,
    entries: { api: join(ROOT, 'apps/api/dist/main.js') },
    nodeArgs: { api: imageNodeArgs() },
  });
  try {
    const [api] = stack.apis;
    const pid = api?.pid ?? 0;
    const client = createApiClient(api?.url ?? '');
    const post = newPost({ caption: CAPTION });
    await createLocalCloudControl(ports).simulators.addPost(post);
    const url = `https://www.tiktok.com/@ana.lifts/video/${post.contentId}`;
    await client.submit({ url }, { prefer: 'wait=45' });
    const { headers } = await client.get(`/v1/results?url=${encodeURIComponent(url)}`);
    const key = headers.get('location')?.split('/').at(-1) ?? '';
    await withStore(ports, (store) => multiply(store, key));

    const started = memoryOf(pid);
    const seen: ReturnType<typeof memoryOf>[] = [];
    for (let look = 0; look < LOOKS; look += 1) {
      const indexes = Array.from({ length: RESULTS / LOOKS }, (_, nth) => (look * RESULTS) / LOOKS + nth);
      await inParallel(indexes, AT_ONCE, async (index) => {
        const { status } = await client.get(`/v1/results/${keyOf(index)}`);
        if (status !== 200) {
          throw new Error(`result ${index}: ${status}`);
        }
      });
      seen.push(memoryOf(pid));
    }
    const residentAfter = (look: number): number => seen[look - 1]?.resident_mib ?? Number.NaN;
    const report = {
      command: 'make bench-api-memory',
      results: RESULTS,
      node_args: imageNodeArgs(),
      started,
      after: seen.map((memory, look) => ({ results: ((look + 1) * RESULTS) / LOOKS, ...memory })),
      bars: [
        atMost('peak_mib', BAR_MIB, memoryOf(pid).peak_mib),
        atMost('growth_once_full', BAR_GROWTH, residentAfter(LOOKS) / residentAfter(FULL)),
      ],
    };
    print(reportJson(report).trimEnd());
    if (!quick) {
      writeReport(join(ROOT, 'docs/benchmarks'), { name: 'api-memory', json: report });
    }
    process.exitCode = missedBars(report.bars).length === 0 ? 0 : 1;
  } finally {
    await stack.stop();
  }
});
