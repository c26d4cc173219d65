import { ApiError } from '@google/genai';
import { describe, expect, it } from 'vitest';
import type { EffectInput as Effect } from '../src/faults/fault.ts';
import { apiKeyClient, promptFor, vertexClient, WORKOUT_SCHEMA, withSimulators } from './harness.ts';

const model = 'gemini-3.5-flash-lite';
const contents = promptFor({ caption: 'Squats 4x8' });
const config = { responseMimeType: 'application/json', responseJsonSchema: WORKOUT_SCHEMA };

type Sent = Awaited<ReturnType<ReturnType<typeof vertexClient>['models']['generateContent']>>;

async function underFault(effect: Effect, check: (sent: PromiseSettledResult<Sent>) => void): Promise<void> {
  await withSimulators({}, async ({ url, fault }) => {
    fault({ upstream: 'gemini', location: 'us', effect });
    const [sent, elsewhere] = await Promise.allSettled([
      vertexClient(url).models.generateContent({ model, contents, config }),
      vertexClient(url, 'eu').models.generateContent({ model, contents, config }),
    ]);
    check(sent);
    expect(elsewhere.status).toBe('fulfilled');
  });
}

function answered(sent: PromiseSettledResult<Sent>): Sent {
  if (sent.status === 'rejected') {
    throw sent.reason;
  }
  return sent.value;
}

function refused(sent: PromiseSettledResult<Sent>): unknown {
  if (sent.status === 'fulfilled') {
    throw new Error('expected a failure');
  }
  return sent.reason;
}

describe('Gemini faults, as the SDK meets them', () => {
  it('429 carries RetryInfo when asked for', () =>
    underFault({ kind: 'status', status: 429, retry_info_s: 5 }, (sent) => {
      const error = refused(sent);
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ status: 429 });
      const { details } = JSON.parse((error as ApiError).message).error;
      expect(details).toEqual([{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '5s' }]);
    }));

  it('429 without hints is the recorded body', () =>
    underFault({ kind: 'status', status: 429 }, (sent) => {
      const { error } = JSON.parse((refused(sent) as ApiError).message);
      expect(error).toMatchObject({ code: 429, status: 'RESOURCE_EXHAUSTED' });
      expect(error.details).toBeUndefined();
    }));

  it('503 says that the model is overloaded', () =>
    underFault({ kind: 'status', status: 503 }, (sent) => {
      expect(JSON.parse((refused(sent) as ApiError).message).error.status).toBe('UNAVAILABLE');
    }));

  it.each<Effect['kind']>(['down', 'cut_body'])('%s is a failed connection', (kind) =>
    underFault({ kind } as Effect, (sent) => {
      expect(refused(sent)).not.toBeInstanceOf(ApiError);
    }),
  );

  const bodies = ['html', 'empty', 'truncated', 'text', 'null'] as const;
  it.each(bodies)('200 with a body of %s is no answer', (body) =>
    underFault({ kind: 'status', status: 200, body }, (sent) => {
      const text = sent.status === 'fulfilled' ? sent.value.text : undefined;
      expect(text).toBeUndefined();
    }),
  );

  // Public since 2025: under a JSON content type the SDK loses the status of such an answer.
  it.each(['html', 'empty', 'text'] as const)('503 with a body of %s has no status', (body) =>
    underFault({ kind: 'status', status: 503, body, retry_after_s: 2 }, (sent) => {
      expect(refused(sent)).toBeInstanceOf(SyntaxError);
    }),
  );

  it('an invalid API key is a 400 with its reason', () =>
    underFault({ kind: 'api_key_invalid' }, (sent) => {
      const error = refused(sent) as ApiError;
      expect(error.status).toBe(400);
      expect(JSON.parse(error.message).error.details[0]).toMatchObject({ reason: 'API_KEY_INVALID' });
    }));

  it('a truncated answer ends inside its JSON', () =>
    underFault({ kind: 'truncated' }, (sent) => {
      const answer = answered(sent);
      expect(answer.candidates?.[0]?.finishReason).toBe('MAX_TOKENS');
      expect(() => JSON.parse(answer.text ?? '')).toThrow();
    }));

  it('a blocked answer has no content', () =>
    underFault({ kind: 'blocked' }, (sent) => {
      expect(answered(sent).candidates?.[0]).toMatchObject({ finishReason: 'SAFETY' });
      expect(answered(sent).text).toBeUndefined();
    }));

  it('recitation is its own reason', () =>
    underFault({ kind: 'recitation' }, (sent) => {
      expect(answered(sent).candidates?.[0]?.finishReason).toBe('RECITATION');
    }));

  it('a blocked prompt has no candidates', () =>
    underFault({ kind: 'prompt_blocked' }, (sent) => {
      expect(answered(sent).promptFeedback?.blockReason).toBe('SAFETY');
      expect(answered(sent).candidates).toBeUndefined();
    }));

  it('an answer off the schema is JSON all the same', () =>
    underFault({ kind: 'off_schema' }, (sent) => {
      expect(JSON.parse(answered(sent).text ?? '')).not.toHaveProperty('found');
    }));

  it('a cut answer has no finishReason, whole or streamed', async () => {
    await underFault({ kind: 'cut_stream' }, (sent) => {
      expect(answered(sent).candidates?.[0]?.finishReason).toBeUndefined();
    });
    await withSimulators({}, async ({ url, fault }) => {
      fault({ upstream: 'gemini', effect: { kind: 'cut_stream' } });
      const reasons = [];
      const stream = await apiKeyClient(url).models.generateContentStream({ model, contents, config });
      for await (const chunk of stream) {
        reasons.push(chunk.candidates?.[0]?.finishReason);
      }
      expect(reasons.length).toBeGreaterThan(1);
      expect(reasons.filter((reason) => reason !== undefined)).toEqual([]);
    });
  });

  it('a small output budget truncates by itself', async () => {
    await withSimulators({}, async ({ url }) => {
      const answer = await vertexClient(url).models.generateContent({
        model,
        contents,
        config: { ...config, maxOutputTokens: 5 },
      });
      expect(answer.candidates?.[0]?.finishReason).toBe('MAX_TOKENS');
    });
  });
});

describe('counters', () => {
  it('tell a client that gave up from one that was answered, by location', async () => {
    await withSimulators({}, async ({ simulators, url, fault }) => {
      fault({ upstream: 'gemini', location: 'eu', effect: { kind: 'hang' } });
      const giveUp = new AbortController();
      const hanging = vertexClient(url, 'eu').models.generateContent({
        model,
        contents,
        config: { ...config, abortSignal: giveUp.signal },
      });
      await vertexClient(url).models.generateContent({ model, contents, config });
      const countOf = (location: string) =>
        simulators.controls.counters.list().find((count) => count.location === location);
      await expect.poll(() => countOf('eu')?.inFlight).toBe(1);
      giveUp.abort();
      await expect(hanging).rejects.toThrow();
      await expect.poll(() => countOf('eu')?.aborted).toBe(1);
      expect(countOf('eu')).toMatchObject({ calls: 1, inFlight: 0, peak: 1, statuses: {}, model });
      expect(countOf('us')).toMatchObject({ calls: 1, aborted: 0, statuses: { 200: 1 } });
    });
  });

  it('release what hangs when the fault is cleared, and what remains when the simulators close', async () => {
    let left: Promise<unknown> = Promise.resolve();
    await withSimulators({}, async ({ simulators, url, fault }) => {
      fault({ upstream: 'gemini', effect: { kind: 'hang' } });
      const call = () => vertexClient(url).models.generateContent({ model, contents, config });
      const first = call();
      await expect.poll(() => simulators.controls.counters.total('gemini').inFlight).toBe(1);
      simulators.controls.faults.clear();
      await expect(first).rejects.toThrow();
      fault({ upstream: 'gemini', effect: { kind: 'hang' } });
      left = call().catch((error: unknown) => error);
      await expect.poll(() => simulators.controls.counters.total('gemini').inFlight).toBe(1);
    });
    expect(await left).toBeInstanceOf(Error);
  });

  it('hold a call until they end, and then answer it as usual', async () => {
    await withSimulators({}, async ({ simulators, url, fault }) => {
      const id = fault({ upstream: 'gemini', effect: { kind: 'hold' } });
      const held = vertexClient(url).models.generateContent({ model, contents, config });
      await expect.poll(() => simulators.controls.counters.total('gemini').inFlight).toBe(1);
      simulators.controls.faults.clear(id);
      expect((await held).candidates?.[0]?.finishReason).toBe('STOP');
    });
  });

  it('refuse above the concurrency limit of a location, and only there', async () => {
    await withSimulators({ mode: 'workload' }, async ({ simulators, url }) => {
      const limit = simulators.controls.latency.concurrencyLimit('us');
      const calls = Array.from({ length: limit + 5 }, () =>
        fetch(`${url}/gemini/v1beta1/projects/p/locations/us/publishers/google/models/${model}:generateContent`, {
          method: 'POST',
          body: JSON.stringify({ contents: [{ parts: [{ text: 'x' }] }] }),
        }).then((response) => response.status),
      );
      const statuses = await Promise.all(calls);
      expect(statuses.filter((status) => status === 429).length).toBe(5);
    });
  });
});
