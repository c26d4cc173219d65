import { whileTimePasses } from '@sets/clock/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type DocumentStore,
  decode,
  MalformedDocumentError,
  REMOVED,
  SERVER_TIME,
  storedTime,
  storedTimeSchema,
  type TransactionReads,
} from '../src/index.ts';
import { createLossyAnswers, startTestStore, type TestStore } from '../src/testing/index.ts';

let test: TestStore;
let documents: DocumentStore;
beforeAll(async () => {
  test = await startTestStore();
  documents = test.store().documents;
});
afterEach(() => test.emulator.controls.faults.clear());
afterAll(() => test.close());

const put = (path: string, fields: Record<string, unknown> = {}) =>
  documents.write([{ kind: 'replace', path, fields }], { purpose: 'test' });
const fieldsOf = async (path: string) => (await documents.read(path)).fields;
async function versionOf(path: string): Promise<string> {
  const { version } = await documents.read(path);
  if (version === null) {
    throw new Error(`${path} is gone`);
  }
  return version;
}

describe('reading', () => {
  it('tells what is there, since when, and when that was', async () => {
    await put('things/read', { size: 3 });
    const found = await documents.read('things/read');
    expect(found).toMatchObject({ path: 'things/read', id: 'read', fields: { size: 3 } });
    expect(found.readAtMs).toBe(test.clock.now());
    expect(found.version).toMatch(/^\d+\.\d{9}$/);
    expect(await documents.read('things/nowhere')).toMatchObject({ id: 'nowhere', fields: undefined, version: null });
  });

  it('turns what is stored into what a schema says, times into milliseconds, and refuses what has another form', async () => {
    const schema = z.object({ at: storedTimeSchema, by: storedTimeSchema });
    await put('things/decoded', { at: storedTime(1_234), by: SERVER_TIME, later: 'ignored' });
    expect(decode(await documents.read('things/decoded'), schema)).toEqual({ at: 1_234, by: test.clock.now() });
    expect(decode(await documents.read('things/nowhere'), schema)).toBeNull();
    await put('things/decoded', { at: 'never' });
    const malformed = await documents.read('things/decoded');
    expect(() => decode(malformed, schema)).toThrow(MalformedDocumentError);
    expect(() => decode(malformed, schema)).toThrow('things/decoded');
  });

  it('finds by conditions, in order, page by page, and counts', async () => {
    for (const [id, size] of Object.entries({ a: 1, b: 2, c: 2, d: 3 })) {
      await put(`sized/${id}`, { size });
    }
    const query = {
      collection: 'sized',
      orderBy: [
        ['size', 'desc'],
        ['__name__', 'desc'],
      ],
      limit: 2,
    } as const;
    const page = await documents.find(query);
    expect(page.documents.map(({ id }) => id)).toEqual(['d', 'c']);
    const rest = await documents.find({ ...query, startAfter: [2, 'c'] });
    expect(rest.documents.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(await documents.count({ collection: 'sized', where: [['size', '==', 2]] })).toBe(2);
  });
});

describe('a commit', () => {
  it('is applied whole, and tells the new versions in the order of its writes', async () => {
    await put('things/one', { a: 1, b: { c: 1, d: 1 }, gone: true });
    const outcome = await documents.commit(
      [
        { kind: 'update', path: 'things/one', fields: { a: 2, 'b.c': 2, gone: REMOVED } },
        { kind: 'create', path: 'things/two', fields: { a: 1 } },
        { kind: 'merge', path: 'things/three', fields: { b: { d: 1 } } },
      ],
      { purpose: 'test' },
    );
    expect(outcome).toMatchObject({
      kind: 'applied',
      versions: [expect.any(String), expect.any(String), expect.any(String)],
    });
    expect(await fieldsOf('things/one')).toEqual({ a: 2, b: { c: 2, d: 1 } });
    const [one, two] = outcome.kind === 'applied' ? outcome.versions : [];
    expect([one, two]).toEqual([await versionOf('things/one'), await versionOf('things/two')]);
    // A merge replaces each named field whole.
    await documents.write([{ kind: 'merge', path: 'things/one', fields: { b: { e: 1 } } }], { purpose: 'test' });
    expect(await fieldsOf('things/one')).toEqual({ a: 2, b: { e: 1 } });
  });

  it('is refused whole when somebody was first', async () => {
    await put('things/first', { by: 'me' });
    const seen = await versionOf('things/first');
    test.clock.advance(1);
    await put('things/first', { by: 'another' });
    for (const write of [
      { kind: 'update', path: 'things/first', fields: { by: 'me again' }, ifVersion: seen },
      { kind: 'delete', path: 'things/first', ifVersion: seen },
      { kind: 'create', path: 'things/first', fields: {} },
      { kind: 'update', path: 'things/nowhere', fields: { by: 'me' } },
    ] as const) {
      const beside = { kind: 'replace', path: 'things/beside', fields: {} } as const;
      expect(await documents.commit([beside, write], { purpose: 'test' })).toMatchObject({ kind: 'refused' });
    }
    expect(await fieldsOf('things/first')).toEqual({ by: 'another' });
    expect(await fieldsOf('things/beside')).toBeUndefined();
  });

  it('is refused, although applied, when its answer was lost and the client tried again: reading again tells', async () => {
    test.emulator.controls.faults.dropCommitReplies(1);
    const write = { kind: 'create', path: 'things/lost', fields: { by: 'me' } } as const;
    expect(await documents.commit([write], { purpose: 'test' })).toMatchObject({ kind: 'refused' });
    expect(await fieldsOf('things/lost')).toEqual({ by: 'me' });
  });

  it('is unknown when nobody answers, applied or not: reading again tells', async () => {
    const { faults } = test.emulator.controls;
    const replace = (path: string) =>
      whileTimePasses(
        test.clock,
        documents.commit([{ kind: 'replace', path, fields: { by: 'me' } }], { purpose: 'test' }),
      );
    faults.dropCommitReplies(Number.POSITIVE_INFINITY, 'things/applied');
    expect(await replace('things/applied')).toMatchObject({ kind: 'unknown', error: { code: 'storage_unavailable' } });
    await expect.poll(() => fieldsOf('things/applied')).toEqual({ by: 'me' });
    faults.diskFull();
    expect(await replace('things/not-applied')).toMatchObject({ kind: 'unknown' });
    expect(await fieldsOf('things/not-applied')).toBeUndefined();
  });

  it('throws, for who needs no more than that it was applied', async () => {
    const write = { kind: 'update', path: 'things/nowhere', fields: { by: 'me' } } as const;
    await expect(documents.write([write], { purpose: 'test' })).rejects.toThrow('NOT_FOUND');
    test.emulator.controls.faults.unavailable();
    await expect(whileTimePasses(test.clock, put('things/any'))).rejects.toMatchObject({ code: 'storage_unavailable' });
  });

  it('may rest on what else holds at that moment', async () => {
    await put('things/guarded', { open: true });
    const write = { kind: 'update', path: 'things/guarded', fields: { open: false } } as const;
    const onlyIf = (empty: boolean) => async (reads: TransactionReads) =>
      ((await reads.find({ collection: 'things/guarded/members' })).length === 0) === empty;
    expect(await documents.commit([write], { purpose: 'test', onlyIf: onlyIf(false) })).toMatchObject({
      kind: 'refused',
    });
    expect(await fieldsOf('things/guarded')).toEqual({ open: true });
    expect(await documents.commit([write], { purpose: 'test', onlyIf: onlyIf(true) })).toMatchObject({
      kind: 'applied',
    });
    const stale = { ...write, ifVersion: '1.000000000' };
    expect(await documents.commit([stale], { purpose: 'test', onlyIf: onlyIf(true) })).toMatchObject({
      kind: 'refused',
    });
  });

  it('says what it is for to whoever traces', async () => {
    const spans: unknown[] = [];
    const traced = test.store({
      span(name, attributes, run) {
        spans.push([name, attributes]);
        return run();
      },
    }).documents;
    await traced.write([{ kind: 'replace', path: 'things/traced', fields: {} }], { purpose: 'claim' });
    await traced.read('things/traced/members/m');
    expect(spans).toEqual([
      ['firestore.commit', { purpose: 'claim', documents: 1 }],
      ['firestore.read', { collection: 'things/members' }],
    ]);
  });
});

describe('a transaction', () => {
  it('loses no change to another', async () => {
    await put('things/counter', { n: 0 });
    const increment = (): Promise<number> =>
      documents.transact('increment', async (reads) => {
        const { fields } = await reads.read('things/counter');
        const value = Number(fields?.n) + 1;
        return { value, writes: [{ kind: 'update', path: 'things/counter', fields: { n: value } }] };
      });
    const seen = await Promise.all(Array.from({ length: 5 }, increment));
    expect(seen.toSorted()).toEqual([1, 2, 3, 4, 5]);
    expect(await fieldsOf('things/counter')).toEqual({ n: 5 });
  });

  it('changes nothing when its own code throws', async () => {
    const refusing = documents.transact('refuse', async (reads) => {
      await reads.read('things/counter');
      throw new RangeError('no');
    });
    await expect(refusing).rejects.toThrow(RangeError);
  });
});

describe('deleting many', () => {
  it('tells its caller within the time limit that it does not work, and lets no error escape', async () => {
    const paths = ['things/stuck-1', 'things/stuck-2'];
    await Promise.all(paths.map((path) => put(path)));
    const targets = paths.map((path) => ({ path }));
    test.emulator.controls.faults.diskFull();
    const deleting = whileTimePasses(test.clock, documents.deleteAll(targets));
    await expect(deleting).rejects.toMatchObject({ code: 'storage_unavailable' });
    test.emulator.controls.faults.clear();
    expect(await documents.deleteAll(targets)).toBe(2);
  });

  it('counts what went, and leaves what changed since it was read', async () => {
    await put('things/gone');
    await put('things/kept');
    const seen = await versionOf('things/kept');
    test.clock.advance(1);
    await put('things/kept', { changed: true });
    expect(await documents.deleteAll([{ path: 'things/gone' }, { path: 'things/kept', ifVersion: seen }])).toBe(1);
    expect(await fieldsOf('things/kept')).toEqual({ changed: true });
  });
});

describe('watching', () => {
  it('tells what is there and each change of it', async () => {
    await put('things/watched', { n: 1 });
    const seen: unknown[] = [];
    const stop = documents.watch('things/watched', { onChange: ({ fields }) => seen.push(fields), onError: () => {} });
    await expect.poll(() => seen).toEqual([{ n: 1 }]);
    await put('things/watched', { n: 2 });
    await expect.poll(() => seen).toEqual([{ n: 1 }, { n: 2 }]);
    stop();
  });

  it('follows a whole collection', async () => {
    await put('followed/a', { n: 1 });
    let seen: readonly string[] = [];
    const stop = documents.watchAll(
      { collection: 'followed' },
      {
        onChange: (readings) => {
          seen = readings.map(({ id }) => id);
        },
        onError: () => {},
      },
    );
    await expect.poll(() => seen).toEqual(['a']);
    await put('followed/b');
    await expect.poll(() => seen).toEqual(['a', 'b']);
    stop();
  });
});

describe('time', () => {
  it('is the server’s as soon as anything was answered, and asked for where it matters', async () => {
    const skewed = test.store({ clock: { ...test.clock, now: () => 0 } }).documents;
    expect(skewed.now()).toBe(0);
    expect(await skewed.serverTime()).toBe(test.clock.now());
    expect(skewed.now()).toBe(test.clock.now());
  });
});

it('seems out to whoever heard nothing, until it answers', async () => {
  const lossy = createLossyAnswers();
  const store = test.store({ span: lossy.span }).documents;
  test.emulator.controls.faults.unavailable();
  await whileTimePasses(test.clock, store.read('things/any')).catch(() => {});
  expect(store.seemsOut()).toBe(true);
  test.emulator.controls.faults.clear();
  await store.read('things/any');
  expect(store.seemsOut()).toBe(false);
});
