import { describe, expect, it } from 'vitest';
import { withSimulators } from './harness.ts';

const TOKEN = '/computeMetadata/v1/instance/service-accounts/default/token';
const CALL = '/gemini/v1beta1/projects/p/locations/us/publishers/google/models/gemini-3.5-flash-lite:generateContent';
const BODY = JSON.stringify({ contents: [{ parts: [{ text: 'x' }] }] });

async function tokenFrom(url: string): Promise<string> {
  const response = await fetch(`${url}${TOKEN}?scopes=x`, { headers: { 'metadata-flavor': 'Google' } });
  expect(response.headers.get('metadata-flavor')).toBe('Google');
  return ((await response.json()) as { access_token: string }).access_token;
}

async function ask(url: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${url}${CALL}`, { method: 'POST', headers, body: BODY })).status;
}

describe('the metadata stand-in', () => {
  it('gives out the tokens without which Vertex refuses a call', async () => {
    await withSimulators({ requireTokens: true }, async ({ url }) => {
      expect(await ask(url, 'made-up')).toBe(401);
      expect(await ask(url, await tokenFrom(url))).toBe(200);
      expect((await fetch(`${url}${TOKEN}`)).status).toBe(403);
    });
  });

  it('hangs, fails and lies on demand', async () => {
    await withSimulators({}, async ({ simulators, url, fault }) => {
      const id = fault({ upstream: 'tokens', effect: { kind: 'hang' } });
      const hanging = tokenFrom(url).catch((error: unknown) => error);
      await expect.poll(() => simulators.controls.counters.total('tokens').inFlight).toBe(1);
      simulators.controls.faults.clear(id);
      expect(await hanging).toBeInstanceOf(Error);
      fault({ upstream: 'tokens', effect: { kind: 'status', status: 403 }, count: 1 });
      expect((await fetch(`${url}${TOKEN}`, { headers: { 'metadata-flavor': 'Google' } })).status).toBe(403);
      fault({ upstream: 'tokens', effect: { kind: 'status', status: 200, body: 'html' }, count: 1 });
      const page = await fetch(`${url}${TOKEN}`, { headers: { 'metadata-flavor': 'Google' } });
      expect(await page.text()).toContain('<!DOCTYPE html>');
    });
  });
});
