import { readFileSync } from 'node:fs';
import { newPost, until, wordlessPost } from '@sets/local-stack';
import type { FaultInput } from '@sets/upstream-simulators';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from './support/world.ts';

/** What must stand in no log: each kind has a word of its own, so that a failure says which one leaked. */
const SECRETS = {
  linkQuery: 'secretinlinkquery',
  linkPassword: 'secretinuserinfo',
  mediaLink: 'secretinmedialink',
  metadataKey: 'secretinmetadatakey',
  metadataValue: 'secretinmetadatavalue',
  caption: 'secretincaption',
  query: 'secretinquery',
  credential: 'secret-in-credential-of-an-operator',
} as const;

let world: World;

beforeAll(async () => {
  const env = { LOG_LEVEL: 'debug', OPS_TOKEN: SECRETS.credential, SCRAPECREATORS_API_KEY: '' };
  world = await startWorld({ name: 'secrets-in-logs', env });
});
afterAll(() => world?.close());

const CAPTION = `Leg day ${SECRETS.caption}\n\nGoblet squats 3x12, rest 60 seconds ${SECRETS.caption}`;
const metadata = { [SECRETS.metadataKey]: SECRETS.metadataValue };
const withSecret = (link: string): string => `${link}?share_token=${SECRETS.linkQuery}&t=1`;

/** One job that meets `effect` once on its way, with a secret in all that its caller and its post say. */
async function runJob(fault: Omit<FaultInput, 'content' | 'count'> | null, wordless = false): Promise<void> {
  const { post, link } = await world.post({
    ...(wordless ? wordlessPost(300_000) : newPost()),
    caption: wordless ? SECRETS.caption : CAPTION,
  });
  if (fault !== null) {
    await world.simulators.fault({ ...fault, content: post.contentId, count: 1 } as FaultInput);
  }
  const { job } = await world.api.submit({ url: withSecret(link), metadata });
  await world.ended(job.id);
  await world.api.submit({ url: withSecret(link), metadata });
}

/** All that every process has written so far. */
const allLogs = (): string => world.stack.services.map(({ logFile }) => readFileSync(logFile, 'utf8')).join('\n');

it('no log of any service holds the query of a link, metadata, a caption or a credential', async () => {
  const failing = { kind: 'status', status: 500 } as const;
  await runJob(null);
  await runJob(null, true);
  await runJob({ upstream: 'scrapecreators', effect: failing });
  await runJob({ upstream: 'scrapecreators', effect: { kind: 'status', status: 200, body: 'html' } });
  await runJob({ upstream: 'cdn', effect: { kind: 'status', status: 403 } }, true);
  await runJob({ upstream: 'gemini', effect: failing });
  await runJob({ upstream: 'gemini', effect: { kind: 'status', status: 200, body: 'html' } });

  const file = `http://127.0.0.1:${world.ports.simulators}/cdn/media/torchcodec__nasa_13013.mp4`;
  const direct = await world.api.post('/v1/jobs', { url: `${file}?signature=${SECRETS.mediaLink}`, metadata });
  expect(direct.status).toBe(202);
  await world.ended((direct.body as { id: string }).id);

  const operator = { authorization: `Bearer ${SECRETS.credential}` };
  const link = encodeURIComponent(`https://www.tiktok.com/@a/video/7300000000000000001?x=${SECRETS.linkQuery}`);
  await world.api.get(`/v1/results?url=${link}`);
  await world.api.get(`/v1/ops/jobs?url=${link}`, operator);
  await world.api.get(`/v1/jobs/AAAAAAAAAAAAAAAAAAAAAA?token=${SECRETS.query}`);
  await world.api.get(`/nowhere?${SECRETS.query}`);
  await world.api.get(`/v1/results/${link}`);
  await world.api.post('/v1/jobs', { url: `https://a:${SECRETS.linkPassword}@www.tiktok.com/@a/video/1`, metadata });
  await world.api.post('/v1/jobs', `{"url":"${SECRETS.linkQuery}`);
  await fetch(`${world.worker.url}/tasks/extract?t=${SECRETS.query}`, { method: 'POST', headers: operator });

  // Lines are written many at a time, by each process for itself.
  const last = ['POST /tasks/extract 401', 'POST /v1/jobs 400', '"requestUrl":"/v1/ops/jobs?url"', 'The attempt ended'];
  await until('the last lines', () => last.every((text) => allLogs().includes(text)));
  const logs = allLogs();
  const leaked = Object.entries(SECRETS).filter(([, secret]) => logs.includes(secret));
  const lines = logs.split('\n').filter((line) => leaked.some(([, secret]) => line.includes(secret)));
  expect(lines).toEqual([]);
});
