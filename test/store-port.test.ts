import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { createConfiguredCallers } from '@sets/callers';
import { callersConfigShape } from '@sets/callers/config';
import { systemClock } from '@sets/clock';
import { createFleet } from '@sets/fleet';
import { createJobs } from '@sets/jobs';
import { createMetrics, noTracing, parseConfig, platformConfigShape, silentLogger } from '@sets/service-kit';
import { connectStore } from '@sets/store-kit';
import { createWebhooks } from '@sets/webhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..');
/** The port, and all that stand on it. */
const PACKAGES = ['store-kit', 'jobs', 'fleet', 'callers', 'webhooks'];

/** What the packages export, as the compiler writes it down for others. */
describe('no type of Google’s clients leaves the port', () => {
  const directory = join(ROOT, 'node_modules/.cache/store-port-declarations');
  beforeAll(async () => {
    mkdirSync(directory, { recursive: true });
    const config = {
      extends: join(ROOT, 'tsconfig.base.json'),
      files: PACKAGES.map((name) => join(ROOT, `packages/${name}/src/index.ts`)),
      compilerOptions: {
        ...{ noEmit: false, declaration: true, emitDeclarationOnly: true },
        ...{ rootDir: ROOT, outDir: join(directory, 'out'), typeRoots: [join(ROOT, 'node_modules/@types')] },
      },
    };
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config));
    await promisify(execFile)(join(ROOT, 'node_modules/.bin/tsc'), ['-p', directory]);
  }, 300_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** Every declaration that the package's index leads to, by file. */
  function exported(name: string): Map<string, string> {
    const found = new Map<string, string>();
    const visit = (file: string): void => {
      if (found.has(file)) {
        return;
      }
      const text = readFileSync(file, 'utf8');
      found.set(file, text);
      for (const [, specifier] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)\.ts['"]/g)) {
        visit(join(dirname(file), `${specifier}.d.ts`));
      }
    };
    visit(join(directory, 'out/packages', name, 'src/index.d.ts'));
    return found;
  }

  it.each(PACKAGES)('out of %s', (name) => {
    const declarations = exported(name);
    expect(declarations.size).toBeGreaterThan(5);
    const leaking = [...declarations].filter(([, text]) => /@google-cloud|@grpc|google-gax/.test(text));
    expect(leaking.map(([file]) => relative(join(directory, 'out'), file))).toEqual([]);
  });
});

it('gives apps facades of at most a dozen operations each', async () => {
  const releases: (() => unknown)[] = [];
  const defer = (_name: string, release: () => unknown): void => void releases.push(release);
  const nowhere = { host: '127.0.0.1', port: 1 };
  const store = connectStore({
    ...{ project: 'test', firestoreEmulator: nowhere, cloudTasksEndpoint: nowhere, clock: systemClock, defer },
    ...{ workerUrl: 'http://127.0.0.1:1', tasksServiceAccount: 'tasks@test.iam.gserviceaccount.com' },
  });
  const common = { store, clock: systemClock, random: Math.random, logger: silentLogger };
  const metrics = createMetrics({ service: 'api', region: 'test' });
  const config = parseConfig(z.object({ ...platformConfigShape, ...callersConfigShape }), {});
  const callers = createConfiguredCallers(store, config, {
    ...{ ...common, metrics, tracer: noTracing, lifecycle: { defer } },
  });
  const webhooks = createWebhooks(common);
  const jobs = createJobs({ ...common, defer });
  expect(Object.keys(jobs)).toEqual(['jobs', 'views', 'ops', 'links', 'files', 'feedback', 'charges']);
  const facades: Record<string, object> = { ...jobs, fleet: createFleet(common), callers, webhooks };
  const parts = [callers.guards, callers.keys, callers.limits, webhooks.endpoints, webhooks.deliveries];
  for (const [name, facade] of [...Object.entries(facades), ...Object.entries(parts)]) {
    expect([name, Object.keys(facade).length <= 12]).toEqual([name, true]);
  }
  for (const release of releases.toReversed()) {
    await release();
  }
});
