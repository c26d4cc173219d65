import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Firestore, Timestamp } from '@google-cloud/firestore';

/**
 * Documents as a release stored them, recorded so that every later release is shown to read them: one JSON file each,
 * `{path, fields}`, a time as `{"$time": "2026-11-23T12:00:00.000000000Z"}`. Whatever changes the form of a stored
 * document adds files of the old form.
 */
export interface StoredFixture {
  /** Of the file. */
  readonly name: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export const readStoredFixtures = (directory: string): StoredFixture[] =>
  readdirSync(directory).map((file) => ({
    name: basename(file, '.json'),
    ...(JSON.parse(readFileSync(join(directory, file), 'utf8')) as Pick<StoredFixture, 'path' | 'fields'>),
  }));

/** @throws Error where none of them has that name */
export function fixtureNamed(fixtures: readonly StoredFixture[], name: string): StoredFixture {
  const found = fixtures.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`no fixture ${name}`);
  }
  return found;
}

/** Of the document. */
export const fixtureId = ({ path }: StoredFixture): string => basename(path);

/** Puts the documents where they were. */
export async function restore(firestore: Firestore, fixtures: readonly StoredFixture[]): Promise<void> {
  await Promise.all(fixtures.map(({ path, fields }) => firestore.doc(path).set(mapTimes(fields, timestampOf))));
}

/** What a reader should make of the fields: times as milliseconds, all else as it is. */
export const plainFields = ({ fields }: StoredFixture): Record<string, unknown> => mapTimes(fields, Date.parse);

/** Maps whose every key is somebody's name for something. */
const FREE_MAPS = [
  'timings_ms',
  'metadata',
  'counts',
  'flushes',
  'shares',
  'hits',
  'result',
  'preview',
  'evidence',
  'details',
  'outcome',
];

/** Maps whose keys are free, and whose values have named ones. */
const KEYED_MAPS = ['minutes'];

/** The same document as a later release may write it: one more field in every map that has named ones. */
export const withLaterFields = (fixture: StoredFixture): StoredFixture => ({
  ...fixture,
  fields: addLaterField(fixture.fields, 'fields') as StoredFixture['fields'],
});

export const LATER_FIELD = 'from_a_later_release';

function addLaterField(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => addLaterField(one, name));
  }
  if (!isMap(value) || '$time' in value || FREE_MAPS.includes(name)) {
    return value;
  }
  const fields = Object.entries(value).map(([key, field]) => [key, addLaterField(field, key)]);
  return { ...Object.fromEntries(fields), ...(KEYED_MAPS.includes(name) ? {} : { [LATER_FIELD]: { nested: [1] } }) };
}

function mapTimes(fields: Readonly<Record<string, unknown>>, timeOf: (text: string) => unknown) {
  const map = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.map(map);
    }
    if (!isMap(value)) {
      return value;
    }
    return typeof value.$time === 'string' ? timeOf(value.$time) : mapTimes(value, timeOf);
  };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, map(value)]));
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function timestampOf(text: string): Timestamp {
  const nanoseconds = Number(text.slice(-10, -1));
  return new Timestamp(Math.floor(Date.parse(text) / 1_000), nanoseconds);
}
