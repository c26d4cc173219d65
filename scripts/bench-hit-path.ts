import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { quantile } from '@sets/clock';
import { madeApiKeySchema, type SubmitJobRequest } from '@sets/contract';
import {
  type Answer,
  createApiClient,
  createLocalCloudControl,
  freePorts,
  LOCAL_REGION,
  LocalStackError,
  newPost,
  startLocalStack,
  until,
} from '@sets/local-stack';
import { atLeast, missedBars, reportJson, spreadOf, writeReport } from '@sets/measurement';
import { cpuMsOf } from './lib/cpu-time.ts';
import { imageNodeArgs } from './lib/image-node-args.ts';
import { print } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';

/**
 * What the answers that need no work cost beside Express answering the same bytes: requests per second of the server's
 * own CPU time. Each server is a process of its own, the API its bundle as production runs it; they take turns, so that
 * what else the machine does strikes all alike.
 */
const ROOT = join(import.meta.dirname, '..');
const DIRECTORY = join(ROOT, '.local/bench-hit-path');
const BARE = join(ROOT, 'packages/service-kit/bench/bare-express.ts');
const CONNECTIONS = 16;
/** Counted, and never reached. */
const RATE_LIMIT = 1_000_000;
const OPS_TOKEN = 'only-for-this-benchmark-00';
const BAR = 0.6;
const quick = process.argv.includes('--quick');
const ROUNDS = quick ? 5 : 15;
/** One kind of request alone, while its costs are looked for. */
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
/** Writes a CPU profile of the API beside its logs, which costs it some of its speed. */
const profiling = process.argv.includes('--profile')
  ? ['--cpu-prof', '--cpu-prof-interval=250', `--cpu-prof-dir=${DIRECTORY}`]
  : [];
const REQUESTS = quick ? 1_500 : 3_000;
/** Enough for the compiler to have seen every path. */
const WARM_UP_REQUESTS = 6_000;

/** Six exercises: an answer of about 3 KB. */
const CAPTION = `Full body\n\n${['Goblet squats', 'Push ups', 'Lunges', 'Hip thrusts', 'Bent over rows', 'Planks']
  .map((name, index) => `${name} ${index + 3}x${index + 10}, rest 60 seconds`)
  .join('\n')}`;

interface Ask {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly status: number;
}

interface Server {
  readonly url: string;
  readonly pid: number;
}

interface Subject {
  readonly name: string;
  readonly server: Server;
  readonly ask: Ask;
}

/** One API key, as apps have them. */
async function newKey(url: string): Promise<string> {
  const operator = createApiClient(url, { authorization: `Bearer ${OPS_TOKEN}` });
  const made = await operator.post('/v1/ops/keys', { caller: 'bench', scopes: ['submit'], rate_limit: RATE_LIMIT });
  return madeApiKeySchema.parse(made.body).api_key;
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function askOnce({ server, ask: { method, path, headers, body, status } }: Subject): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(server.url + path, { method, headers, agent }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === status) {
          resolve();
        } else {
          reject(new Error(`${method} ${path}: ${response.statusCode}`));
        }
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Requests per second of the server's CPU time. */
async function measure(subject: Subject, requests: number): Promise<number> {
  let left = requests;
  const askInTurn = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await askOnce(subject);
    }
  };
  const before = cpuMsOf(subject.server.pid);
  await Promise.all(Array.from({ length: CONNECTIONS }, askInTurn));
  return requests / ((cpuMsOf(subject.server.pid) - before) / 1_000);
}

async function startBare(port: number, body: string): Promise<Server & { readonly child: ChildProcess }> {
  const file = join(DIRECTORY, 'body.json');
  writeFileSync(file, body);
  const child = spawn(process.execPath, [...imageNodeArgs(), BARE], {
    env: { ...process.env, PORT: String(port), BODY: file },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await until('bare Express', () =>
    fetch(url).then(
      () => true,
      () => false,
    ),
  );
  return { url, pid: child.pid ?? 0, child };
}

/** The same three requests to the API and to bare Express, which has an ETag of its own. */
function subjectsOf({ api, bare }: Servers, { authorization, submit, id, etag, bareEtag }: Known): Subject[] {
  const post: Ask = {
    method: 'POST',
    path: '/v1/jobs',
    headers: {
      authorization,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(submit)),
    },
    body: submit,
    status: 200,
  };
  const poll: Ask = { method: 'GET', path: `/v1/jobs/${id}`, headers: { authorization }, status: 200 };
  const pollKnown = (known: string): Ask => ({
    ...poll,
    headers: { authorization, 'if-none-match': known },
    status: 304,
  });
  const asks = {
    post_hit: { ours: post, bares: post },
    poll_finished: { ours: poll, bares: poll },
    poll_304: { ours: pollKnown(etag), bares: pollKnown(bareEtag) },
  };
  return Object.entries(asks)
    .filter(([name]) => only === undefined || name === only)
    .flatMap(([name, { ours, bares }]) => [
      { name: `bytes_${name}`, server: { ...bare, url: `${bare.url}/bytes` }, ask: bares },
      { name: `bare_${name}`, server: bare, ask: bares },
      { name, server: api, ask: ours },
    ]);
}

interface Servers {
  readonly api: Server;
  readonly bare: Server;
}

const etagOf = ({ headers }: Answer): string => headers.get('etag') ?? '';

interface Known {
  readonly authorization: string;
  readonly submit: string;
  readonly id: string;
  /** Of the job at the API, and of the same bytes at bare Express. */
  readonly etag: string;
  readonly bareEtag: string;
}

function reportOn(rounds: readonly Readonly<Record<string, number>>[], bytes: number) {
  const names = Object.keys(rounds[0] ?? {});
  const column = (name: string): number[] => rounds.map((round) => round[name] ?? Number.NaN);
  const share = (name: string, of: string): number =>
    quantile(
      rounds.map((round) => (round[name] ?? Number.NaN) / (round[of] ?? Number.NaN)),
      0.5,
    ) ?? Number.NaN;
  const measured = names.filter((name) => !/^(bare|bytes)_/.test(name));
  return {
    command: 'make bench-hit-path',
    rounds: rounds.length,
    requests_per_round: REQUESTS,
    connections: CONNECTIONS,
    answer_bytes: bytes,
    requests_per_cpu_second: Object.fromEntries(names.map((name) => [name, spreadOf(column(name))])),
    cpu_us_per_request: Object.fromEntries(
      names.map((name) => [name, 1e6 / (quantile(column(name), 0.5) ?? Number.NaN)]),
    ),
    share_of_bytes_alone: Object.fromEntries(measured.map((name) => [name, share(name, `bytes_${name}`)])),
    bars: measured.map((name) => atLeast(`${name}_of_bare_express`, BAR, share(name, `bare_${name}`))),
  };
}

await runScript(async () => {
  if (process.platform !== 'linux') {
    throw new LocalStackError('Only Linux tells the CPU time of another process.');
  }
  rmSync(DIRECTORY, { recursive: true, force: true });
  mkdirSync(DIRECTORY, { recursive: true });
  const ports = await freePorts([{ region: LOCAL_REGION, apis: 1, workers: 1 }]);
  const env = {
    ...process.env,
    AUTH_MODES: 'api-key',
    OPS_TOKEN,
    SIMULATOR_LATENCY: 'none',
    LOG_LEVEL: 'info',
    LOG_FORMAT: 'json',
  };
  const entries = { api: join(ROOT, 'apps/api/dist/main.js') };
  const nodeArgs = { api: [...imageNodeArgs(), ...profiling] };
  const stack = await startLocalStack({ ports, env, directory: DIRECTORY, watch: false, entries, nodeArgs });
  let bare: Awaited<ReturnType<typeof startBare>> | undefined;
  try {
    const [started] = stack.apis;
    const url = started?.url ?? '';
    const authorization = `Bearer ${await newKey(url)}`;
    const client = createApiClient(url, { authorization });
    const post = newPost({ caption: CAPTION });
    await createLocalCloudControl(ports).simulators.addPost(post);
    const wish: SubmitJobRequest = { url: `https://www.tiktok.com/@ana.lifts/video/${post.contentId}` };
    const { job } = await client.submit(wish, { prefer: 'wait=45' });
    const known = await client.submit(wish);
    if (!job.done || known.job.served_from !== 'cache') {
      throw new Error(`not known after its job: ${JSON.stringify(known.job)}`);
    }
    const body = JSON.stringify(known.job);
    const polled = await client.get(`/v1/jobs/${job.id}`);
    bare = await startBare((await freePorts([])).control, body);
    const subjects = subjectsOf(
      { api: { url: client.url, pid: started?.pid ?? 0 }, bare },
      {
        authorization,
        submit: JSON.stringify(wish),
        id: job.id,
        etag: etagOf(polled),
        bareEtag: etagOf(await createApiClient(bare.url).get(`/v1/jobs/${job.id}`)),
      },
    );
    for (const subject of subjects) {
      await measure(subject, quick ? WARM_UP_REQUESTS / 3 : WARM_UP_REQUESTS);
    }
    const rounds: Record<string, number>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const figures: Record<string, number> = {};
      for (const subject of subjects) {
        figures[subject.name] = await measure(subject, REQUESTS);
      }
      rounds.push(figures);
    }
    const report = reportOn(rounds, Buffer.byteLength(body));
    print(reportJson(report).trimEnd());
    if (!quick) {
      writeReport(join(ROOT, 'docs/benchmarks'), { name: 'hit-path', json: report });
    }
    process.exitCode = missedBars(report.bars).length === 0 ? 0 : 1;
  } finally {
    agent.destroy();
    bare?.child.kill();
    await stack.stop();
  }
});
