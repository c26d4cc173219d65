import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiClient, freePorts, jobOf, LOCAL_REGION } from '@sets/local-stack';
import { afterAll, beforeAll, expect, it } from 'vitest';

/**
 * What the images hold, as they hold it: bundles alone, in a tree that nobody may write, run from an empty folder by
 * somebody who owns nothing of it.
 */
const ROOT = join(import.meta.dirname, '..');
const POST = 'https://www.tiktok.com/@mara.moves/video/7561402938475610311';
const NOBODY = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {};

let place: string;
const bundles = (): string => join(place, 'app');
const data = (): string => join(place, 'data');
const empty = (): string => join(place, 'empty');

function setWritable(folder: string, writable: boolean): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      setWritable(path, writable);
    } else {
      chmodSync(path, 0o444);
    }
  }
  chmodSync(folder, writable ? 0o755 : 0o555);
}

/** Every file with its size and the time of its last change. */
const listOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => [name, lstatSync(join(folder, name))] as const)
    .map(([name, { size, mtimeMs }]) => `${name} ${size} ${mtimeMs}`)
    .sort();

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'sets-images-'));
  chmodSync(place, 0o755);
  // The page that the API's bundle takes along.
  const site = join(ROOT, 'apps/console');
  execFileSync(process.execPath, [join(site, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], {
    cwd: site,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const [app, script] of [
    ['api', 'bundle.ts'],
    ['worker', 'bundle.ts'],
    ['local-cloud', 'bundle-local-cloud.ts'],
  ] as const) {
    execFileSync(process.execPath, [join(ROOT, 'scripts', script), join(bundles(), app)], {
      cwd: join(ROOT, 'apps', app),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  setWritable(bundles(), false);
  mkdirSync(empty());
  chmodSync(empty(), 0o555);
  mkdirSync(data());
  chmodSync(data(), 0o777);
});

afterAll(() => {
  setWritable(bundles(), true);
  rmSync(place, { recursive: true });
});

async function portSettings(): Promise<Record<string, string>> {
  const ports = await freePorts([{ region: LOCAL_REGION, apis: 1, workers: 1 }]);
  const [region] = ports.regions;
  return Object.fromEntries(
    Object.entries({
      API_PORT: region?.apis[0],
      WORKER_PORT: region?.workers[0],
      FIRESTORE_EMULATOR_PORT: ports.firestore,
      CLOUD_TASKS_EMULATOR_PORT: ports.cloudTasks,
      CLOUD_TASKS_JWKS_PORT: ports.jwks,
      SIMULATORS_PORT: ports.simulators,
      LOCAL_CLOUD_CONTROL_PORT: ports.control,
      GEMINI_LOCATIONS_PORT: ports.locations.us,
    }).map(([name, port]) => [name, String(port)]),
  );
}

/** Resolves with all that was written once a line says `word`. */
async function untilSaid(child: ChildProcess, word: string): Promise<string> {
  const said: string[] = [];
  return await new Promise((resolve, reject) => {
    const read = (piece: Buffer): void => {
      said.push(piece.toString());
      if (said.join('').includes(word)) {
        resolve(said.join(''));
      }
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said.join('').slice(-4_000)}`)));
  });
}

it('everything runs out of one container: a post becomes a workout', async () => {
  const before = listOf(bundles());
  const ports = await portSettings();
  const child = spawn(process.execPath, [join(bundles(), 'local-cloud/everything.js'), bundles(), data()], {
    ...NOBODY,
    cwd: empty(),
    env: { NODE_ENV: 'production', ...ports },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  try {
    await untilSaid(child, 'Everything is up');
    const api = createApiClient(`http://127.0.0.1:${ports.API_PORT}`);
    const job = jobOf(await api.post('/v1/jobs', { url: POST }, { prefer: 'wait=45' }));
    expect(job).toMatchObject({ done: true, status: 'succeeded' });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
  expect(listOf(bundles())).toEqual(before);
  expect(readdirSync(empty())).toEqual([]);
});

it.each(['api', 'worker'])('the bundle of the %s needs nothing beside it', async (app) => {
  const before = listOf(bundles());
  const child = spawn(process.execPath, [join(bundles(), app, 'main.js')], {
    ...NOBODY,
    cwd: empty(),
    // The part that is made last finds fault: until then all of it was loaded and made.
    env: { NODE_ENV: 'production', PORT: '0', HOST: '127.0.0.1', CRASH_POINT: 'none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(await untilSaid(child, 'names no crash point')).toContain('Could not start');
  expect(listOf(bundles())).toEqual(before);
});
