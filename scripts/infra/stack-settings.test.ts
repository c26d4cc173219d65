import { join } from 'node:path';
import { EXTRACT_QUEUE, LIVENESS, TASK_ROUTES, WEBHOOKS_QUEUE } from '@sets/contract';
import { API_ROUTES } from '@sets/contract/routes';
import { requiredInProductionOf, standInsOf } from '@sets/service-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiConfigSchema } from '../../apps/api/src/config.ts';
import { workerConfigSchema } from '../../apps/worker/src/config.ts';
import { type Body, type HclModule, readHclModule } from './read-hcl.ts';

const INFRA = join(import.meta.dirname, '../../infra');

let stack: HclModule;
let locals: Record<string, Body>;
beforeAll(async () => {
  stack = await readHclModule(INFRA, 'stack');
  locals = Object.assign({}, ...stack.blocks.filter(({ kind }) => kind === 'locals').map(({ body }) => body));
});

function module(name: string): Body {
  const found = stack.blocks.find(({ kind, labels }) => kind === 'module' && labels[0] === name);
  if (found === undefined) {
    throw new Error(`the stack has no module ${name}`);
  }
  return found.body;
}

describe.each([
  ['api', apiConfigSchema],
  ['worker', workerConfigSchema],
] as const)('the %s', (service, schema) => {
  const settings = (): string[] => [
    'REGION',
    ...Object.keys(locals.shared_settings ?? {}),
    ...Object.keys(locals[`${service}_settings`] ?? {}),
    ...Object.entries(locals.secret_readers ?? {}).flatMap(([name, readers]) =>
      Array.isArray(readers) && readers.includes(service) ? [name] : [],
    ),
  ];

  it('is given settings that it reads, and no stand-in', () => {
    const known = Object.keys(schema.shape);
    expect(settings().filter((name) => !known.includes(name))).toEqual([]);
    expect(settings().filter((name) => standInsOf(schema).includes(name))).toEqual([]);
  });

  it('is given all that production asks for', () => {
    expect(requiredInProductionOf(schema).filter((name) => !settings().includes(name))).toEqual([]);
  });

  it('listens where it is probed and called', () => {
    expect(String(module(service).port)).toBe(locals[`${service}_settings`]?.PORT);
    expect(module(service).probe_path).toBe(LIVENESS.path);
  });
});

it('gives every API what seals sessions of the console, whether App Check is on or not', () => {
  expect(locals.secret_readers?.CALLER_ID_SECRET).toEqual(['api']);
  expect(locals.secret_readers?.OPS_TOKEN).toEqual(['api']);
});

it('lets an API refuse misses before Cloud Run keeps hits waiting outside it', () => {
  expect(stack.text).toMatch(/concurrency += local\.api_concurrency\n/);
  const [, share = ''] =
    /local\.api_concurrency \* ([\d.]+)/.exec(String(locals.api_settings?.MAX_CONCURRENT_REQUESTS)) ?? [];
  const admitted = Number(locals.api_concurrency);
  const waiting = Number(apiConfigSchema.shape.MAX_DIRECT_PROCESSING.parse(undefined));
  expect(Math.floor(admitted * Number(share)) + waiting).toBeLessThan(admitted);
  expect(Number(share)).toBeGreaterThan(0.5);
});

it('calls what the code calls so', () => {
  expect(module('queues').extract_queue).toBe(EXTRACT_QUEUE);
  expect(module('queues').webhooks_queue).toBe(WEBHOOKS_QUEUE);
  expect(module('scheduler').paths).toEqual({ sweep: TASK_ROUTES.sweep, scale: TASK_ROUTES.scale });
  expect(`${module('balancer').results_path}/{key}`).toBe(API_ROUTES.getResult.path);
  expect(module('monitoring').probe_path).toBe(LIVENESS.path);
});

it('lets a task run as long as its delivery may take', () => {
  expect(module('worker').timeout_s).toBe(150);
});

describe('a region', () => {
  it('more is one key more in whatever is regional, so that the others stay as they are', () => {
    const perRegion = stack.blocks.filter(({ body }) => JSON.stringify(body.for_each ?? '').includes('local.regions'));
    expect(perRegion.map(({ labels }) => labels[0]).sort()).toEqual(['api', 'worker']);
    // Every list of regions that is handed on is keyed by region; a list by position would shift.
    expect(stack.text).not.toMatch(/^\s*count\s*=/m);
    expect(stack.text).not.toMatch(/regions\[\d/);
  });
});
