import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '@sets/contract';
import { API_ROUTES } from '@sets/contract/routes';
import {
  type ApiClient,
  createApiClient,
  createLocalCloudControl,
  freePorts,
  jobOf,
  LOCAL_REGION,
  type LocalCloudControl,
  type LocalPorts,
  type LocalStack,
  type LoggedWrite,
  newPost,
  type ServiceProcess,
  startLocalStack,
  until,
} from '@sets/local-stack';
import { watchAgainst } from '@sets/service-kit/testing';
import { canonicalLink, type SimulatedPost, type SimulatedPostInput } from '@sets/upstream-simulators';

export interface WorldOptions {
  /** Names its folder below `.local/test`, where its logs stay until the next run. */
  readonly name: string;
  readonly apis?: number;
  readonly workers?: number;
  /** `host:port` pairs that the outbound guard lets through, beside the simulators. */
  readonly outboundAllow?: readonly string[];
  /** For all processes. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface KnownPost {
  readonly post: SimulatedPost;
  /** The link in a browser's address bar. */
  readonly link: string;
}

export interface HeldPost extends KnownPost {
  /** Resolves when its look-up has come. */
  readonly met: () => Promise<unknown>;
  readonly letGo: () => Promise<unknown>;
}

/** Real processes and everything that a test asks of them. */
export interface World extends LocalCloudControl {
  readonly stack: LocalStack;
  readonly ports: LocalPorts;
  readonly apis: readonly ApiClient[];
  /** The first API process. */
  readonly api: ApiClient;
  /** The first worker process. */
  readonly worker: ServiceProcess;
  post(changes?: Partial<SimulatedPostInput>): Promise<KnownPost>;
  /** A post whose first look-up stays unanswered until it is let go, or whoever asked is gone. */
  heldPost(): Promise<HeldPost>;
  /** Submits, expects acceptance, and polls until the job has ended. */
  finish(body: Parameters<ApiClient['submit']>[0]): Promise<Job>;
  ended(id: string): Promise<Job>;
  /** Every write to one job's document, oldest first. */
  writesOf(id: string): Promise<LoggedWrite[]>;
  /** The problem codes that the job's attempts met, oldest first. */
  codesMetBy(id: string): Promise<string[]>;
  /** The structured log entries of a service, oldest first; what else it wrote is left out. */
  log(service: ServiceProcess): Readonly<Record<string, unknown>>[];
  close(): Promise<void>;
}

export async function startWorld(options: WorldOptions): Promise<World> {
  const directory = join(import.meta.dirname, '../../.local/test', options.name);
  rmSync(directory, { recursive: true, force: true });
  const { apis: apiCount = 1, workers: workerCount = 1 } = options;
  const ports = await freePorts([{ region: LOCAL_REGION, apis: apiCount, workers: workerCount }]);
  const { PATH = '', HOME = '' } = process.env;
  const allow = [`127.0.0.1:${ports.simulators}`, `127.0.0.1:${ports.webhooks}`, ...(options.outboundAllow ?? [])];
  const env = { PATH, HOME, SIMULATOR_LATENCY: 'none', OUTBOUND_ALLOW: allow.join(','), ...options.env };
  const stack = await startLocalStack({ ports, env, directory, watch: false });
  const control = createLocalCloudControl(ports);
  // An answer that the table of routes does not know fails the test that got it.
  const watched = watchAgainst(API_ROUTES);
  const apis = stack.apis.map(({ url }) => createApiClient(url, {}, watched));
  const [api] = apis;
  const [worker] = stack.workers;
  if (api === undefined || worker === undefined) {
    throw new Error('a world needs an API and a worker');
  }
  // As a client does: a look that a busy machine could not answer in time is taken again.
  const ended = (id: string): Promise<Job> =>
    until(`the end of job ${id}`, async () => {
      const answer = await api.get(`/v1/jobs/${id}`);
      const job = answer.status === 503 ? null : jobOf(answer);
      return job?.done === true && job;
    });
  const knownPost = async (changes?: Partial<SimulatedPostInput>): Promise<KnownPost> => {
    const post = await control.simulators.addPost(newPost(changes));
    return { post, link: canonicalLink(post) };
  };
  const writesOf = (id: string) => control.firestore.writes(`jobs/${id}`);

  return {
    ...control,
    ...{ stack, ports, apis, api, worker, ended, writesOf },
    post: knownPost,
    async heldPost() {
      const known = await knownPost();
      const content = known.post.contentId;
      const { fault, hits, end } = control.simulators;
      const id = await fault({ upstream: 'scrapecreators', content, count: 1, effect: { kind: 'hold' } });
      return {
        ...known,
        met: () => until('the look-up of the post', async () => (await hits(id)) > 0),
        letGo: () => end(id),
      };
    },
    async finish(body) {
      const { job } = await api.submit(body);
      return job.done ? job : await ended(job.id);
    },
    async codesMetBy(id) {
      const errors = (await writesOf(id)).map(({ fields }) => fields?.error as { code: string } | null | undefined);
      const codes = errors.map((error) => error?.code).filter((code) => code !== undefined);
      return codes.filter((code, index) => code !== codes[index - 1]);
    },
    log: (service) =>
      readFileSync(service.logFile, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    close: () => stack.stop(),
  };
}
