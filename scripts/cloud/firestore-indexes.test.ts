import { describe, expect, it } from 'vitest';
import { targetOf } from './cloud-target.ts';
import { type DeclaredIndexes, waitForIndexes } from './firestore-indexes.ts';
import { declaredIndexes } from './stack-facts.ts';

const TARGET = targetOf({ GOOGLE_CLOUD_PROJECT: 'sets-prod' });
const GROUPS = 'projects/sets-prod/databases/(default)/collectionGroups';

type Stateful = DeclaredIndexes & { readonly state?: (words: string) => string };

/** What gcloud lists, in the form of Firestore's Admin API: each index ends with the document's name. */
function listed({ fields, indexes, state = () => 'READY' }: Stateful, what: string): string {
  return JSON.stringify(
    what === 'composite'
      ? indexes.map(({ collection, fields: parts }, number) => ({
          name: `${GROUPS}/${collection}/indexes/${number}`,
          queryScope: 'COLLECTION',
          state: state(collection),
          fields: [
            ...parts.map(({ field, order }) => ({ fieldPath: field, order })),
            { fieldPath: '__name__', order: parts.at(-1)?.order },
          ],
        }))
      : [
          { name: `${GROUPS}/__default__/fields/*`, indexConfig: {} },
          ...fields.map(({ collection, field, indexed }) => ({
            name: `${GROUPS}/${collection}/fields/${field}`,
            indexConfig:
              indexed.length === 0
                ? {}
                : {
                    indexes: indexed.map((order) => ({
                      ...{ queryScope: 'COLLECTION', state: state(`${collection}.${field}`) },
                      fields: [{ fieldPath: field, order }],
                    })),
                  },
          })),
        ],
  );
}

/** Looks until it is through; `found` is what Firestore has at each look. */
async function wait(declared: DeclaredIndexes, found: (look: number) => Stateful) {
  const said: string[] = [];
  const asked: string[] = [];
  let looks = 0;
  let paused = 0;
  const failure = await waitForIndexes({
    ...{ target: TARGET, declared, dryRun: false, say: (line) => void said.push(line) },
    pause: async () => {
      paused += 1;
    },
    gcloud: {
      change: async () => '',
      follow: async () => {},
      async look(args) {
        asked.push(args.join(' '));
        const [, , what = ''] = args;
        looks += what === 'composite' ? 1 : 0;
        return listed(found(looks), what);
      },
    },
  }).catch((error: unknown) => error);
  return { error: failure instanceof Error ? failure.message : '', said, asked, paused };
}

const ALL = await declaredIndexes();

it('lets code go out when everything that it asks by is ready', async () => {
  const { error, asked, paused } = await wait(ALL, () => ALL);
  expect([error, paused]).toEqual(['', 0]);
  expect(asked).toEqual([
    'firestore indexes composite list --database=(default) --project=sets-prod --format=json',
    'firestore indexes fields list --database=(default) --project=sets-prod --format=json',
  ]);
});

describe('refuses while', () => {
  it.each(ALL.fields.filter(({ indexed }) => indexed.length > 0))(
    'the index of $collection.$field was never made',
    async (lost) => {
      const { error } = await wait(ALL, () => ({ ...ALL, fields: ALL.fields.filter((field) => field !== lost) }));
      expect(error).toContain(
        `Firestore lacks what this code asks by: ${lost.collection} (${lost.field} ${lost.indexed[0]})`,
      );
      expect(error).toContain('tofu apply');
    },
  );

  it('a field is indexed in one direction of two', async () => {
    const one = (field: DeclaredIndexes['fields'][number]) => ({ ...field, indexed: field.indexed.slice(0, 1) });
    const { error } = await wait(ALL, () => ({ ...ALL, fields: ALL.fields.map(one) }));
    expect(error).toContain('jobs (created_at DESCENDING)');
    expect(error).not.toContain('jobs (created_at ASCENDING)');
  });

  it.each(ALL.indexes)('a composite index of $collection was never made', async (lost) => {
    const { error } = await wait(ALL, () => ({ ...ALL, indexes: ALL.indexes.filter((index) => index !== lost) }));
    expect(error).toContain(
      `${lost.collection} (${lost.fields.map(({ field, order }) => `${field} ${order}`).join(', ')})`,
    );
  });

  it('one cannot be built', async () => {
    const { error, paused } = await wait(ALL, () => ({
      ...ALL,
      state: (words) => (words === 'jobs.request_id' ? 'NEEDS_REPAIR' : 'READY'),
    }));
    expect([error, paused]).toEqual(['Firestore has not built: jobs (request_id ASCENDING)', 0]);
  });
});

it('waits for those that are being built, and says which', async () => {
  const { error, said, paused } = await wait(ALL, (look) => ({
    ...ALL,
    state: (words) => (look < 3 && words === 'jobs.replayed_in' ? 'CREATING' : 'READY'),
  }));
  expect([error, paused]).toEqual(['', 2]);
  expect(said).toEqual(
    Array.from({ length: 2 }, () => 'Firestore builds jobs (replayed_in ASCENDING): the rollout waits'),
  );
});

it('does not wait for ever', async () => {
  const { error, paused } = await wait(ALL, () => ({ ...ALL, state: () => 'CREATING' }));
  expect(error).toContain('Firestore has not built: ');
  expect(paused).toBe(180);
});
