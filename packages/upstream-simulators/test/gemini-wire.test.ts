import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiError, FinishReason } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { FIXTURES_DIR } from '../src/fixtures-dir.ts';
import { apiKeyClient, promptFor, vertexClient, WORKOUT_SCHEMA, withSimulators } from './harness.ts';

const MODEL = 'gemini-3.5-flash-lite';
const config = { responseMimeType: 'application/json', responseJsonSchema: WORKOUT_SCHEMA };
const squats = promptFor({ caption: 'Leg day\nSquats 4x8\nRest 60 seconds between sets' });

async function refusal(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) {
    throw new Error(`expected an ApiError, got ${String(error)}`);
  }
  return error;
}

describe('the Gemini simulator, through the real SDK', () => {
  it('answers on the Vertex path with what the caption states, in the schema asked for', async () => {
    await withSimulators({}, async ({ url }) => {
      const answer = await vertexClient(url).models.generateContent({ model: MODEL, contents: squats, config });
      expect(answer.candidates?.[0]?.finishReason).toBe(FinishReason.STOP);
      expect(answer.modelVersion).toBe(MODEL);
      expect(answer.responseId).toMatch(/^[\w-]{22}$/);
      expect(answer.usageMetadata?.promptTokenCount).toBeGreaterThan(10);
      const set = { reps: 8, weight_lbs: null, duration_seconds: null, rest_seconds: 60 };
      expect(JSON.parse(answer.text ?? '')).toEqual({
        found: true,
        language: null,
        result: {
          title: 'Leg day',
          exercises: [{ name: 'Squats', sets: [set, set, set, set], numbers_seen_in: 'caption' }],
        },
      });
    });
  });

  it('answers on the API-key path, and streams the same text', async () => {
    await withSimulators({}, async ({ url }) => {
      const { models } = apiKeyClient(url);
      const whole = await models.generateContent({ model: MODEL, contents: squats, config });
      let text = '';
      let last: string | undefined;
      for await (const chunk of await models.generateContentStream({ model: MODEL, contents: squats, config })) {
        text += chunk.text ?? '';
        last = chunk.candidates?.[0]?.finishReason;
      }
      expect(text).toBe(whole.text);
      expect(last).toBe('STOP');
    });
  });

  it('sees the overlay text of a fixture video and counts 70 tokens a second for it', async () => {
    const data = readFileSync(join(FIXTURES_DIR, 'media', 'torchcodec__nasa_13013.mp4')).toString('base64');
    await withSimulators({}, async ({ url }) => {
      const answer = await vertexClient(url).models.generateContent({
        model: MODEL,
        contents: [{ role: 'user', parts: [{ inlineData: { mimeType: 'video/mp4', data } }, { text: promptFor({}) }] }],
        config,
      });
      const { result } = JSON.parse(answer.text ?? '');
      expect(result.exercises.map((exercise: { name: string }) => exercise.name)).toEqual([
        'Goblet Squat',
        'Push-ups',
        'Bent Over Row',
        'Plank',
      ]);
      expect(result.exercises[0].numbers_seen_in).toBe('on_screen');
      const video = answer.usageMetadata?.promptTokensDetails?.find(({ modality }) => modality === 'VIDEO');
      expect(video?.tokenCount).toBe(17 * 70);
    });
  });

  it('finds nothing in media that nobody described', async () => {
    await withSimulators({}, async ({ url }) => {
      const answer = await vertexClient(url).models.generateContent({
        model: MODEL,
        contents: [
          { role: 'user', parts: [{ inlineData: { mimeType: 'video/mp4', data: 'AAAA' } }, { text: promptFor({}) }] },
        ],
        config,
      });
      expect(JSON.parse(answer.text ?? '')).toEqual({ found: false, language: null, result: null });
    });
  });

  it('refuses retired models, models elsewhere, unset types and a last turn of the model', async () => {
    await withSimulators({}, async ({ url }) => {
      const { models } = vertexClient(url);
      expect((await refusal(models.generateContent({ model: 'gemini-2.5-flash', contents: 'x' }))).status).toBe(404);
      expect((await refusal(models.generateContent({ model: 'gemini-3.8-flash', contents: 'x' }))).status).toBe(404);
      const last = [{ role: 'model', parts: [{ text: 'Sure:' }] }];
      const error = await refusal(models.generateContent({ model: MODEL, contents: last }));
      expect(error.status).toBe(400);
      expect(JSON.parse(error.message).error.status).toBe('INVALID_ARGUMENT');
    });
  });
});
