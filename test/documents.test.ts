import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KEPT_THROUGH_OUTAGE_MS, KEY_FRESH_MS, KEYS_KEPT_MS, LAST_USE_EVERY_MS, MAX_LIVE_KEYS } from '@sets/callers';
import { APP_CHECK_HOURS, AUDIT_ENTRIES, opsBulkRequestSchema, opsJobQuerySchema } from '@sets/contract';
import { API_ROUTES, type RouteTable, WORKER_ROUTES } from '@sets/contract/routes';
import { DEFAULT_JOB_POLICY } from '@sets/jobs';
import { DEV_PLAN, documentedPorts, FOUR_REGIONS } from '@sets/local-stack';
import { routesAt } from '@sets/service-kit/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiConfigSchema } from '../apps/api/src/config.ts';
import { SETTINGS as CLI_SETTINGS } from '../apps/cli/src/config.ts';
import { localCloudConfigSchema } from '../apps/local-cloud/src/config.ts';
import { CONTROL_ROUTES } from '../apps/local-cloud/src/control-routes.ts';
import { workerConfigSchema } from '../apps/worker/src/config.ts';

/** What documents say of things that code decides: names of settings, routes, ports, commands and files. */
const ROOT = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const find = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT, exclude: (name) => /node_modules|^\.|fixtures|benchmarks|dist/.test(String(name)) });

const DOCUMENTS = ['README.md', ...find('{apps,packages}/*/README.md'), ...find('{docs,packages/*/docs}/**/*.md')];
const sources = find('{apps,packages}/*/{src,test,bench,eval}/**/*.ts').map(read).join('\n');

const all = (pattern: RegExp, text: string): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, one]) => one ?? '')),
];

/** The variables that set the local ports. */
function portVariables(): string[] {
  const asked = new Set<string>();
  documentedPorts(new Proxy({}, { get: (_env, name) => void asked.add(String(name)) }), FOUR_REGIONS);
  return [...asked];
}

/** Every port of `make dev` and `make dev-regions`, wherever it stands among them; numbers as low as a count are none. */
const portsOf = (env: NodeJS.ProcessEnv): number[] => [
  ...new Set(
    [DEV_PLAN, FOUR_REGIONS]
      .flatMap((plan) => numbersIn(documentedPorts(env, plan)))
      .filter((number) => number > 1_023),
  ),
];

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

it('are all looked at', () => {
  expect(DOCUMENTS.length).toBeGreaterThan(30);
  expect(DOCUMENTS).toContain('docs/runbook.md');
});

describe('names in capitals', () => {
  const settings = [apiConfigSchema, workerConfigSchema, localCloudConfigSchema].flatMap(({ shape }) =>
    Object.keys(shape),
  );
  const known = new Set([
    ...settings,
    ...portVariables(),
    ...Object.keys(CLI_SETTINGS),
    // What code exports, and what tests read beside the settings.
    ...all(/export const ([A-Z][A-Z0-9_]+)/g, sources),
    ...all(/process\.env\.([A-Z][A-Z0-9_]+)/g, sources),
    ...all(
      /\benv\.([A-Z][A-Z0-9_]+)/g,
      [...find('scripts/**/*.ts'), ...find('apps/cli/src/**/*.ts')].map(read).join('\n'),
    ),
    ...all(/\{([^{}]*)\} = process\.env/g, sources).flatMap((names) => all(/([A-Z][A-Z0-9_]+)(?=:)/g, names)),
    // Words of a service's own that the code looks for.
    ...all(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g, sources),
    // What the commands for a deployed fleet are given: needed(env, 'API_IMAGE', …), const { SMOKE_KEY } = env.
    ...all(/(?:'|\{ |, )([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/g, find('scripts/cloud/*.ts').map(read).join('\n')),
    // In commands of the runbook, for a reader to fill in.
    'JOB_ID',
  ]);

  it.each(DOCUMENTS)('in %s are settings, or constants of the code', (path) => {
    const named = all(/(?<![\w-])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?![\w-])/g, read(path));
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('would not pass for a setting that nothing reads', () => {
    expect(known.has('OPS_TOKEN') && known.has('API_PORT')).toBe(true);
    expect(known.has('TASKS_AUDIENCE')).toBe(false);
  });
});

describe('routes', () => {
  const tables: readonly RouteTable[] = [API_ROUTES, WORKER_ROUTES, CONTROL_ROUTES];
  /** Routes of any method, where the document names none. */
  const exists = (path: string, method?: string): boolean =>
    tables.some((table) => routesAt(table, path).some(([, route]) => method === undefined || route.method === method));
  const begins = (prefix: string): boolean =>
    tables.some((table) => Object.values(table).some(({ path }) => path.startsWith(prefix)));
  const clean = (path: string): string => path.replace(/[?#].*$/, '').replace(/^(?:\$API|<worker>)/, '');

  it.each(DOCUMENTS)('in %s exist, under their methods', (path) => {
    const named = [...read(path).matchAll(/\b(GET|POST|PUT|PATCH|DELETE) ((?:\$API|<worker>)?\/[^\s`|)]+)/g)];
    const unknown = named
      .map(([, method = '', route = '']) => ({ method, route: clean(route) }))
      // The simulators' control plane and the vendors' own routes stand in no table of ours.
      .filter(({ route }) =>
        /^\/(v1\/(jobs|results|ops)|health|metrics|tasks|openapi|firestore|cloud-tasks)/.test(route),
      )
      .filter(({ method, route }) => !exists(route, method));
    expect(unknown).toEqual([]);
  });

  it.each(DOCUMENTS)('in %s exist, also without a method', (path) => {
    const named = all(/`(\/(?:v1\/(?:jobs|results|ops)|health|metrics|tasks|openapi)[^`\s]*)`/g, read(path)).map(clean);
    const unknown = named.filter((route) => (route.endsWith('*') ? !begins(route.replace(/\*$/, '')) : !exists(route)));
    expect(unknown).toEqual([]);
  });

  it('are those that the runbook calls through `ops`', () => {
    const called = all(/^ops '?(\/[^\s'?]*)/gm, read('docs/runbook.md'));
    expect(called.length).toBeGreaterThan(5);
    expect(called.filter((path) => !exists(`/v1/ops${path}`))).toEqual([]);
  });
});

describe('ports', () => {
  const rows = [...read('README.md').matchAll(/^\|.*\| (\d{4,5})(?: to (\d{4,5}))? \| `([A-Z_]+)` \|$/gm)];

  it.each(rows.map(([, port, last, variable]) => [variable ?? '', Number(port), Number(last ?? port)] as const))(
    'of the README: %s sets %i to %i',
    (variable, port, last) => {
      const count = last - port + 1;
      const range = (first: number): number[] => Array.from({ length: count }, (_, index) => first + index);
      expect(portsOf({})).toEqual(expect.arrayContaining(range(port)));
      expect(portsOf({ [variable]: '19000' })).toEqual(expect.arrayContaining(range(19_000)));
      expect(portsOf({ [variable]: '19000' })).not.toContain(port);
    },
  );

  it('are all there', () => {
    const shown = rows.flatMap(([, port, last]) =>
      Array.from({ length: Number(last ?? port) - Number(port) + 1 }, (_, index) => Number(port) + index),
    );
    expect([...new Set(shown)].toSorted()).toEqual(portsOf({}).toSorted());
  });

  it.each(DOCUMENTS)('in addresses of %s are among them', (path) => {
    const named = all(/(?:127\.0\.0\.1|localhost):(\d+)/g, read(path)).map(Number);
    expect(named.filter((port) => !portsOf({}).includes(port))).toEqual([]);
  });
});

describe('figures', () => {
  const seconds = (ms: number): string => `${ms / 1_000} s`;
  const { leaseMs, maxWorkMs, deadlineMs, keepJobsMs, persistMs } = DEFAULT_JOB_POLICY;
  const page = z.toJSONSchema(opsJobQuerySchema.shape.limit);
  const bulk = z.toJSONSchema(opsBulkRequestSchema.shape.limit);

  it.each([
    `A lease lasts ${seconds(leaseMs)} without renewal`,
    `Work beyond ${seconds(maxWorkMs)} ends it`,
    `ends \`expired\` ${deadlineMs / 3_600_000} hours after its acceptance`,
    `go by themselves after ${keepJobsMs / 86_400_000} days`,
    `try for ${seconds(persistMs)} to store it`,
    `\`limit\` up to ${page.maximum}`,
    `(${bulk.default} unless given, at most ${bulk.maximum})`,
    `the latest ${AUDIT_ENTRIES} changes`,
    `ended everywhere within ${seconds(KEY_FRESH_MS)}`,
    `last use (within ${LAST_USE_EVERY_MS / 60_000} minutes)`,
    `at most ${MAX_LIVE_KEYS} live keys`,
    `the last ones hold for ${KEYS_KEPT_MS / 3_600_000} h`,
    `the fleet's last ${APP_CHECK_HOURS} hours`,
    `go on opening for ${KEPT_THROUGH_OUTAGE_MS / 60_000} minutes`,
  ])('of the runbook: %s', (sentence) => {
    expect(read('docs/runbook.md')).toContain(sentence);
  });

  it('of the runbook: how long a token must be', () => {
    const [, length = ''] = /`OPS_TOKEN` \((\d+) characters or more\)/.exec(read('docs/runbook.md')) ?? [];
    const accepts = (token: string): boolean => apiConfigSchema.shape.OPS_TOKEN.safeParse(token).success;
    expect([accepts('x'.repeat(Number(length))), accepts('x'.repeat(Number(length) - 1))]).toEqual([true, false]);
  });
});

describe('what a reader would type or open', () => {
  const targets = all(/^([a-z][a-z-]*):.*## /gm, read('Makefile'));

  it.each(DOCUMENTS)('in %s: the commands exist', (path) => {
    const named = all(/`?\bmake ([a-z]+(?:-[a-z]+)*)\b`/g, read(path));
    expect(named.filter((target) => !targets.includes(target))).toEqual([]);
  });

  it.each(DOCUMENTS)('in %s: the links lead somewhere', (path) => {
    const links = all(/\]\(([^)#]+)(?:#[^)]*)?\)/g, read(path)).filter((link) => !/^[a-z]+:/.test(link));
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(path), link)))).toEqual([]);
  });

  it.each(DOCUMENTS)('in %s: the files exist', (path) => {
    const named = all(/`((?:apps|packages|scripts|test|docs)\/[\w./*-]+)`/g, read(path));
    const here = (file: string): boolean =>
      globSync(file, { cwd: ROOT }).length > 0 || globSync(file, { cwd: join(ROOT, dirname(path)) }).length > 0;
    expect(named.filter((file) => !here(file))).toEqual([]);
  });
});

it('no two decisions have one number', () => {
  const numbers = find('docs/adr/*.md').map((path) => all(/\/(\d{4})-/g, path).join());
  expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
});
