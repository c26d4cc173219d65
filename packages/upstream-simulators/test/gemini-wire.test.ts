import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiError, FinishReason, type GenerateContentConfig, type Part, ThinkingLevel } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { syntheticVideoHead } from '../src/cdn/marked-media.ts';
import { FIXTURES_DIR } from '../src/fixtures-dir.ts';
import { apiKeyClient, promptFor, vertexClient, WORKOUT_SCHEMA, withSimulators } from './harness.ts';

const MODEL = 'gemini-3.5-flash-lite';
const config = { responseMimeType: 'application/json', responseJsonSchema: WORKOUT_SCHEMA };
const squats = promptFor({ caption: 'Leg day\nSquats 4x8\nRest 60 seconds between sets' });

const file = (fileUri: string): Part => ({ fileData: { mimeType: 'video/mp4', fileUri } });
const thinking = (thinkingLevel: ThinkingLevel): GenerateContentConfig => ({ thinkingConfig: { thinkingLevel } });

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

  it.each([
    ['a retired model', 'gemini-2.5-flash', 'us'],
    ['a model in a single region', MODEL, 'us-central1'],
    ['another', MODEL, 'europe-west1'],
    ['a model that nobody knows', 'gemini-9-flash', 'global'],
  ])('has no %s', async (_what, model, location) => {
    await withSimulators({}, async ({ url }) => {
      const error = await refusal(vertexClient(url, location).models.generateContent({ model, contents: 'x' }));
      expect(error.status).toBe(404);
      expect(error.message).toContain('was not found or your project does not have access to it');
    });
  });

  it('serves an API key every current model, and no retired one', async () => {
    await withSimulators({ geminiApiKey: 'right' }, async ({ url }) => {
      const { models } = apiKeyClient(url, 'right');
      await models.generateContent({ model: 'gemini-3.5-flash', contents: 'x' });
      expect((await refusal(models.generateContent({ model: 'gemini-2.5-flash', contents: 'x' }))).status).toBe(404);
      const wrong = await refusal(apiKeyClient(url).models.generateContent({ model: MODEL, contents: 'x' }));
      expect(wrong.status).toBe(400);
      expect(wrong.message).toContain('API_KEY_INVALID');
    });
  });

  const video = (seconds: number): Part => ({
    inlineData: {
      mimeType: 'video/mp4',
      data: Buffer.concat([syntheticVideoHead('none', 1_000, seconds), Buffer.alloc(500)]).toString('base64'),
    },
  });
  it.each<[string, string, GenerateContentConfig, Part[]]>([
    ['MINIMAL thinking of a model that must think', 'gemini-3.8-flash', thinking(ThinkingLevel.MINIMAL), []],
    ['a thinking budget there', 'gemini-3.7-flash', { thinkingConfig: { thinkingBudget: 0 } }, []],
    ['penalties', MODEL, { presencePenalty: 1 }, []],
    ['more output than there can be', MODEL, { maxOutputTokens: 65_537 }, []],
    ['two public links', MODEL, {}, [file('https://a.test/1.mp4'), file('https://a.test/2.mp4')]],
    ['media without a type', MODEL, {}, [{ inlineData: { data: 'AAAA' } }]],
    ['a start beyond the end', MODEL, {}, [{ ...video(10), videoMetadata: { startOffset: '10s' } }]],
  ])('refuses %s', async (_what, model, more, parts) => {
    await withSimulators({}, async ({ url }) => {
      const contents = [{ role: 'user', parts: [...parts, { text: 'x' }] }];
      const error = await refusal(vertexClient(url).models.generateContent({ model, contents, config: more }));
      expect(error.status).toBe(400);
      expect(JSON.parse(error.message).error.status).toBe('INVALID_ARGUMENT');
    });
  });

  it('refuses a last turn of the model', async () => {
    await withSimulators({}, async ({ url }) => {
      const contents = [{ role: 'model', parts: [{ text: 'Sure:' }] }];
      expect((await refusal(vertexClient(url).models.generateContent({ model: MODEL, contents }))).status).toBe(400);
    });
  });

  it('takes what is allowed: LOW thinking, a clip within the video, one public link', async () => {
    await withSimulators({}, async ({ url }) => {
      const parts: Part[] = [
        { ...video(10), videoMetadata: { startOffset: '2s', endOffset: '60s' } },
        file('https://a.test/1.mp4'),
        file('https://youtu.be/dQw4w9WgXcQ'),
        { text: promptFor({}) },
      ];
      const { models } = vertexClient(url);
      const contents = [{ role: 'user', parts }];
      await models.generateContent({ model: 'gemini-3.8-flash', contents, config: thinking(ThinkingLevel.LOW) });
    });
  });

  it('answers 404 and 400 about one video, and serves the others', async () => {
    await withSimulators({}, async ({ url, fault }) => {
      fault({ upstream: 'gemini', content: 'dQw4w9WgXcQ', effect: { kind: 'status', status: 404 } });
      const ask = (id: string) =>
        vertexClient(url).models.generateContent({
          model: MODEL,
          contents: [{ role: 'user', parts: [file(`https://www.youtube.com/watch?v=${id}`), { text: promptFor({}) }] }],
        });
      const error = await refusal(ask('dQw4w9WgXcQ'));
      expect([error.status, JSON.parse(error.message).error.message]).toEqual([404, 'Requested entity was not found.']);
      await ask('aaaaaaaaaaa');
    });
  });

  it('fails at video while text is well', async () => {
    await withSimulators({}, async ({ url, fault }) => {
      fault({ upstream: 'gemini', size: 'video', effect: { kind: 'status', status: 503 } });
      const { models } = vertexClient(url);
      await models.generateContent({ model: MODEL, contents: squats, config });
      const contents = [{ role: 'user', parts: [video(3), { text: promptFor({}) }] }];
      expect((await refusal(models.generateContent({ model: MODEL, contents }))).status).toBe(503);
    });
  });
});

describe('the Files API of the simulator, through the real SDK', () => {
  const blob = () => new Blob([readFileSync(join(FIXTURES_DIR, 'media', 'torchcodec__nasa_13013.mp4'))]);

  it('takes a file in pieces, processes it, and shows it to the model', async () => {
    await withSimulators({ mode: 'fast' }, async ({ url }) => {
      const { files, models } = apiKeyClient(url);
      const large = new Blob([blob(), new Uint8Array(9_000_000)]);
      expect((await files.upload({ file: large, config: { mimeType: 'video/mp4' } })).sizeBytes).toBe(
        String(large.size),
      );
      const sent = await files.upload({ file: blob(), config: { mimeType: 'video/mp4' } });
      expect(sent).toMatchObject({
        name: expect.stringMatching(/^files\//),
        mimeType: 'video/mp4',
        state: 'PROCESSING',
      });
      await expect.poll(async () => (await files.get({ name: sent.name ?? '' })).state).toBe('ACTIVE');
      const answer = await models.generateContent({
        model: MODEL,
        contents: [{ role: 'user', parts: [file(sent.uri ?? ''), { text: promptFor({}) }] }],
        config,
      });
      expect(JSON.parse(answer.text ?? '').result.exercises[0].name).toBe('Goblet Squat');
      await files.delete({ name: sent.name ?? '' });
      expect((await refusal(files.get({ name: sent.name ?? '' }))).status).toBe(403);
    });
  });

  it('is the API key’s alone, as gs:// is Vertex AI’s', async () => {
    await withSimulators({}, async ({ url }) => {
      const contents = [{ role: 'user', parts: [file('gs://bucket/video.mp4'), { text: 'x' }] }];
      expect((await refusal(apiKeyClient(url).models.generateContent({ model: MODEL, contents }))).status).toBe(400);
      await vertexClient(url).models.generateContent({ model: MODEL, contents });
    });
  });
});
