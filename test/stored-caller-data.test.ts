import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from './support/world.ts';

/** What callers give, each in a word of its own. */
const GIVEN = ['plantedmetadatakey', 'plantedmetadatavalue', 'plantedlinkquery', 'planted-idempotency-key'] as const;
const [KEY, VALUE, QUERY, IDEMPOTENCY] = GIVEN;
/** In a direct file's own address, which is what was asked for and stays in the result. */
const FILE_QUERY = 'plantedfilequery';

let world: World;

beforeAll(async () => {
  world = await startWorld({ name: 'stored-caller-data' });
});
afterAll(() => world?.close());

/** `collection.field` of each stored document that holds one of `words` now. */
async function placesOf(words: readonly string[]): Promise<string[]> {
  const stored = new Map<string, Readonly<Record<string, unknown>> | null>();
  for (const { path, fields } of await world.firestore.writes('')) {
    stored.set(path, fields);
  }
  const places = [...stored].flatMap(([path, fields]) => {
    const collection = path.replace(/^.*\/documents\//, '').split('/')[0] ?? '';
    const inPath = words.some((word) => path.includes(word)) ? [`${collection} (name)`] : [];
    const holding = Object.entries(fields ?? {}).filter(([name, value]) =>
      words.some((word) => `${name}${JSON.stringify(value)}`.includes(word)),
    );
    return [...inPath, ...holding.map(([name]) => `${collection}.${name}`)];
  });
  return [...new Set(places)].toSorted();
}

/** The first column of a table of the document, below a heading. */
function listed(heading: string): string[] {
  const text = readFileSync(join(import.meta.dirname, '../docs/privacy.md'), 'utf8');
  const section = text.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([a-z_]+\.[a-z_]+)` \|/gm)].map(([, place]) => place ?? '').toSorted();
}

it('what a caller gives is where the document says, nowhere else, and gone when it deletes its jobs', async () => {
  const { link, met, letGo } = await world.heldPost();
  const body = { url: `${link}?share_token=${QUERY}`, metadata: { [KEY]: VALUE } };
  const first = await world.api.post('/v1/jobs', body, { 'idempotency-key': IDEMPOTENCY });
  await met();
  const joined = await world.api.submit(body);
  const ids = [(first.body as { id: string }).id, joined.job.id];
  expect(new Set(ids).size).toBe(2);
  await letGo();
  await Promise.all(ids.map((id) => world.ended(id)));

  expect(await placesOf(GIVEN)).toEqual(listed('What a caller gives'));

  for (const id of ids) {
    const answer = await fetch(`${world.stack.apis[0]?.url}/v1/jobs/${id}`, { method: 'DELETE' });
    expect(answer.status).toBe(204);
  }
  expect(await placesOf(GIVEN)).toEqual([]);
});

it('the address of a direct file is where the document says, its query included', async () => {
  const file = `http://127.0.0.1:${world.ports.simulators}/cdn/media/torchcodec__nasa_13013.mp4`;
  await world.finish({ url: `${file}?signature=${FILE_QUERY}` });
  expect(await placesOf([FILE_QUERY])).toEqual(listed('The address of a direct file'));
});
