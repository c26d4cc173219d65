import { defineRoutes } from '@sets/contract/routes';
import {
  bindRoutes,
  type Caller,
  createHttpApp,
  createMetrics,
  type Environment,
  type Listening,
  type Logger,
  listen,
  noTracing,
  parseConfig,
  silentLogger,
} from '@sets/service-kit';
import { startTestStore } from '@sets/store-kit/testing';
import { z } from 'zod';
import { callersConfigShape } from '../../src/config/index.ts';
import { createConfiguredCallers, type KeyOps, type MadeKey } from '../../src/index.ts';

const seen = { 200: { description: 'Who was seen.', schema: z.unknown() } } as const;
const route = { tag: 'meta', summary: 'Tell who calls', problems: [], responses: seen } as const;
const routes = defineRoutes({
  submit: { ...route, method: 'POST', path: '/submit', right: 'caller' },
  read: { ...route, method: 'GET', path: '/read', right: 'caller' },
  lever: { ...route, method: 'POST', path: '/lever', right: 'operate' },
  look: { ...route, method: 'GET', path: '/look', right: 'operate' },
  signIn: { ...route, method: 'POST', path: '/sign-in', right: 'signing-in' },
  session: { ...route, method: 'GET', path: '/session', right: 'signed-in' },
  result: { ...route, method: 'GET', path: '/result', right: 'public', limit: 'results' },
  health: { ...route, method: 'GET', path: '/health', right: 'public' },
});

/** A line of the log that a test may ask for. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: unknown;
}

/** Callers on a real store in memory, behind real HTTP servers: each `instance()` is one more process's worth. */
export async function startCallersHarness() {
  const test = await startTestStore();
  const servers: Listening[] = [];
  const releases: (() => unknown)[] = [];
  const log: LogLine[] = [];
  const write = (level: string) => (message: string, fields?: object) => void log.push({ level, message, fields });
  const logger: Logger = {
    ...silentLogger,
    ...{ debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
  };

  async function instance(env: Environment = {}) {
    const config = parseConfig(
      z.object({
        ...callersConfigShape,
        ENVIRONMENT: z.enum(['local', 'staging', 'test']).default('test'),
        REDIS_URL: z.string().optional(),
      }),
      {
        AUTH_MODES: 'api-key',
        ...env,
      },
    );
    const metrics = createMetrics({ service: 'test', region: 'r' });
    const callers = createConfiguredCallers(test.store(), config, {
      ...{ clock: test.clock, random: Math.random, logger, tracer: noTracing, metrics },
      lifecycle: { defer: (_name, release) => void releases.push(release) },
    });
    const tell = ({ caller }: { caller: Caller }) => ({ status: 200, body: caller }) as const;
    const handlers = {
      submit: tell,
      read: tell,
      lever: tell,
      look: tell,
      result: tell,
      health: tell,
      signIn: tell,
      session: tell,
    };
    const app = createHttpApp({
      logger: silentLogger,
      metrics,
      trustedProxyHops: 1,
      routes: bindRoutes(routes, handlers, callers.guards),
    });
    const server = await listen(app, { port: 0 });
    servers.push(server);

    async function send(path: string, token: string | null, headers: Record<string, string> = {}) {
      const response = await fetch(`${server.url}${path}`, {
        method: ['/submit', '/lever', '/sign-in'].includes(path) ? 'POST' : 'GET',
        headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
      });
      const body = (await response.json()) as Caller & { readonly code?: string };
      return { status: response.status, headers: response.headers, body };
    }
    return { ...callers, send, status: async (...asked: Parameters<typeof send>) => (await send(...asked)).status };
  }

  return {
    ...test,
    log,
    instance,
    reads: (): number => test.emulator.controls.operations().documentReads,
    async close() {
      test.emulator.controls.faults.clear();
      await Promise.all(servers.map((server) => server.close({ graceMs: 0 })));
      for (const release of releases) {
        await release();
      }
      await test.close();
    },
  };
}

export type CallersHarness = Awaited<ReturnType<typeof startCallersHarness>>;
export type Instance = Awaited<ReturnType<CallersHarness['instance']>>;

let made = 0;
/** A key of a caller that no other test knows. */
export function newKey(keys: KeyOps, wish: Partial<Parameters<KeyOps['create']>[0]> = {}): Promise<MadeKey> {
  made += 1;
  const plain = {
    caller: `caller-${made}`,
    label: null,
    scopes: ['submit'],
    rateLimit: null,
    validDays: null,
  } as const;
  return keys.create({ ...plain, ...wish }, 'operator:ada');
}
