import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '@sets/contract';
import { canonicalLink, type SimulatedPost, type SimulatedPostInput } from '@sets/upstream-simulators';
import { type ApiClient, createApiClient } from '../../scripts/lib/api-client.ts';
import { freeLocalPorts, type LocalPorts } from '../../scripts/lib/local-ports.ts';
import type { LocalService } from '../../scripts/lib/local-service.ts';
import { type LocalStack, startLocalStack } from '../../scripts/lib/local-stack.ts';
import { createLocalCloudControl, type LocalCloudControl, type LoggedWrite } from './local-cloud-control.ts';
import { newPost } from './new-post.ts';
import { until } from './until.ts';

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

/** Real processes and everything that a test asks of them. */
export interface World extends LocalCloudControl {
  readonly stack: LocalStack;
  readonly ports: LocalPorts;
  readonly directory: string;
  readonly apis: readonly ApiClient[];
  /** The first API process. */
  readonly api: ApiClient;
  post(changes?: Partial<SimulatedPostInput>): Promise<KnownPost>;
  /** Submits, expects acceptance, and polls until the job has ended. */
  finish(body: Readonly<Record<string, unknown>>, timeoutMs?: number): Promise<Job>;
  ended(id: string, timeoutMs?: number): Promise<Job>;
  /** Every write to one job's document, oldest first. */
  writesOf(id: string): Promise<LoggedWrite[]>;
  /** The problem codes that the job's attempts met, oldest first. */
  codesMetBy(id: string): Promise<string[]>;
  /** The structured log entries of a service, oldest first; what else it wrote is left out. */
  log(service: LocalService): Readonly<Record<string, unknown>>[];
  close(): Promise<void>;
}

const JOB_TIMEOUT_MS = 20_000;
/** For the hook that starts a world: several processes, on a machine that may have other things to do. */
export const STARTUP_MS = 120_000;

export async function startWorld(options: WorldOptions): Promise<World> {
  const directory = join(import.meta.dirname, '../../.local/test', options.name);
  rmSync(directory, { recursive: true, force: true });
  const ports = await freeLocalPorts({ apis: options.apis ?? 1, workers: options.workers ?? 1 });
  const { PATH = '', HOME = '' } = process.env;
  const allow = [`127.0.0.1:${ports.simulators}`, ...(options.outboundAllow ?? [])];
  const env = { PATH, HOME, SIMULATOR_LATENCY: 'none', OUTBOUND_ALLOW: allow.join(','), ...options.env };
  const stack = await startLocalStack({ ports, env, directory, watch: false });
  const control = createLocalCloudControl({
    control: stack.localCloud.url,
    simulators: `http://127.0.0.1:${ports.simulators}`,
  });
  const apis = stack.apis.map(({ url }) => createApiClient(url));
  const [api] = apis;
  if (api === undefined) {
    throw new Error('a world without an API');
  }
  const ended = (id: string, timeoutMs = JOB_TIMEOUT_MS): Promise<Job> =>
    until(
      `the end of job ${id}`,
      async () => {
        const job = await api.job(id);
        return job.done ? job : null;
      },
      timeoutMs,
    );
  const writesOf = (id: string) => control.firestore.writes(`jobs/${id}`);

  return {
    ...control,
    stack,
    ports,
    directory,
    apis,
    api,
    ended,
    writesOf,
    async post(changes) {
      const post = await control.simulators.addPost(newPost(changes));
      return { post, link: canonicalLink(post) };
    },
    async finish(body, timeoutMs) {
      const { job, problem } = await api.submit(body);
      if (job === null) {
        throw new Error(`refused with ${problem?.code} ${problem?.detail ?? ''}`);
      }
      return job.done ? job : await ended(job.id, timeoutMs);
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
