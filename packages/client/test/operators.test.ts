import { API_ROUTES } from '@sets/contract/routes';
import { expect, it } from 'vitest';
import type { Fetch } from '../src/index.ts';
import { createOperatorsClient } from '../src/operators/index.ts';
import { ROUTES } from '../src/operators/routes.ts';
import { problem } from './support/scripted-api.ts';

it('has every route of the table that answers JSON', () => {
  const json = Object.entries(API_ROUTES).filter(([, { responses }]) => {
    const types = Object.values(responses as Readonly<Record<number, { mediaType?: string }>>);
    return types.every(({ mediaType = 'application/json' }) => mediaType === 'application/json');
  });
  const expected = json.map(([id, { method, path }]) => [id, [method, path]]);
  expect(Object.fromEntries(expected)).toEqual(ROUTES);
});

function answering(status: () => Response) {
  const asked: string[] = [];
  const fetch: Fetch = async (url, { method, body = '' }) => {
    asked.push(`${method} ${url} ${body}`.trim());
    return status();
  };
  return { asked, ops: createOperatorsClient({ baseUrl: 'http://api.test', fetch, random: () => 0 }) };
}

it('puts parameters, queries and bodies where they belong', async () => {
  const { asked, ops } = answering(() => Response.json({}));
  await ops.controlRegion({ params: { region: 'eu/west 1' }, body: { paused: true } });
  await ops.searchJobs({ query: { dead: true, url: 'https://a.b/?c=d&e', status: undefined } });
  await ops.listRegions();
  expect(asked).toEqual([
    'POST http://api.test/v1/ops/regions/eu%2Fwest%201 {"paused":true}',
    'GET http://api.test/v1/ops/jobs?dead=true&url=https%3A%2F%2Fa.b%2F%3Fc%3Dd%26e',
    'GET http://api.test/v1/ops/regions',
  ]);
});

it('sends again what reads, and once what changes something', async () => {
  const { asked, ops } = answering(() => problem(503, 'storage_unavailable', { retryable: true }));
  await expect(ops.listAudit()).rejects.toMatchObject({ code: 'storage_unavailable' });
  expect(asked).toHaveLength(4);
  await expect(ops.replayJob({ params: { id: 'j' } })).rejects.toMatchObject({ code: 'storage_unavailable' });
  expect(asked).toHaveLength(5);
});
