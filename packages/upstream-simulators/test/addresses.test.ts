import { describe, expect, it } from 'vitest';
import type { FaultInput } from '../src/faults/fault.ts';
import type { Simulators } from '../src/start-simulators.ts';
import { withSimulators } from './harness.ts';

const locationPorts = { us: 0, eu: 0 };
const PATH = (location: string) =>
  `/gemini/v1beta1/projects/p/locations/${location}/publishers/google/models/gemini-3.5-flash-lite:generateContent`;
const BODY = JSON.stringify({ contents: [{ parts: [{ text: 'Squats 4x8' }] }] });

/** How long to watch a call that is never answered. */
const PATIENCE_MS = 1_000;

/** The status, or the code of what went wrong, or `late`. */
async function ask(
  simulators: Simulators,
  at: string,
  location = at,
  patience?: AbortSignal,
): Promise<number | string> {
  try {
    const response = await fetch(`http://127.0.0.1:${simulators.locationPorts[at]}${PATH(location)}`, {
      method: 'POST',
      body: BODY,
      ...(patience === undefined ? {} : { signal: patience }),
    });
    await response.text();
    return response.status;
  } catch (error) {
    if (error instanceof DOMException) {
      return 'late';
    }
    return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? String(error);
  }
}

const cutOff = (kind: 'refuse' | 'black_hole'): FaultInput => ({
  upstream: 'gemini',
  location: 'us',
  effect: { kind },
});

describe('the address of a location', () => {
  it('serves that location, and nothing else', async () => {
    await withSimulators({ locationPorts }, async ({ simulators, url }) => {
      expect(await ask(simulators, 'us')).toBe(200);
      expect(await ask(simulators, 'us', 'eu')).toBe(404);
      expect((await fetch(`http://127.0.0.1:${simulators.locationPorts.us}/_control/faults`)).status).toBe(404);
      expect((await fetch(`${url}${PATH('us')}`, { method: 'POST', body: BODY })).status).toBe(200);
    });
  });

  it('refuses connections on demand, cuts the open ones and counts them, and is back afterwards', async () => {
    await withSimulators({ locationPorts }, async ({ simulators, fault }) => {
      const { faults, networkSettled } = simulators.controls;
      expect(await ask(simulators, 'us')).toBe(200);
      const id = fault(cutOff('refuse'));
      await networkSettled();
      expect(await ask(simulators, 'us')).toBe('ECONNREFUSED');
      expect(await ask(simulators, 'eu')).toBe(200);
      expect(faults.list()[0]?.hits).toBeGreaterThan(0);
      expect(faults.unmet()).toEqual([]);
      faults.clear(id);
      await networkSettled();
      expect(await ask(simulators, 'us')).toBe(200);
    });
  });

  it('swallows new and open connections on demand, and is back afterwards', async () => {
    await withSimulators({ locationPorts }, async ({ simulators, fault }) => {
      const { faults, networkSettled } = simulators.controls;
      expect(await ask(simulators, 'us')).toBe(200);
      const id = fault(cutOff('black_hole'));
      await networkSettled();
      // The first goes out on the kept connection, the second on a new one.
      const patience = AbortSignal.timeout(PATIENCE_MS);
      const calls = [1, 2].map(() => ask(simulators, 'us', 'us', patience));
      expect(await Promise.all(calls)).toEqual(['late', 'late']);
      expect(faults.list()[0]?.hits).toBe(1);
      faults.clear(id);
      await networkSettled();
      expect(await ask(simulators, 'us')).toBe(200);
    });
  });

  it('is ready to be closed while it is cut off', async () => {
    for (const kind of ['refuse', 'black_hole'] as const) {
      await withSimulators({ locationPorts }, async ({ simulators, fault }) => {
        fault(cutOff(kind));
        await simulators.controls.networkSettled();
      });
    }
  });
});
