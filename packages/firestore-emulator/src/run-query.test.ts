import { systemClock } from '@sets/clock';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EmulatorCore } from './emulator-core.ts';
import { parseQuery } from './query.ts';
import { planQuery } from './query-plan.ts';
import { RpcError } from './rpc-error.ts';
import type { FieldOperator, Fields, StructuredQuery, Value, WireFilter, Write } from './wire.ts';

const ROOT = 'projects/p/databases/d/documents';

const integer = (n: number): Value => ({ integerValue: String(n) });
const scalar: fc.Arbitrary<Value> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 3 }).map(integer) },
  fc.constantFrom<Value>(
    { nullValue: 'NULL_VALUE' },
    { doubleValue: 'NaN' },
    { doubleValue: 1.5 },
    { stringValue: 'a' },
    { stringValue: 'a\u0000b' },
    { booleanValue: true },
  ),
);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }).map((values): Value => ({ arrayValue: { values } })),
);
const field = fc.constantFrom('x', 'y', 'm.z');
const fields: fc.Arbitrary<Fields> = fc
  .record({ x: value, y: value, z: value }, { requiredKeys: [] })
  .map(({ z, ...rest }) => ({ ...rest, ...(z && { m: { mapValue: { fields: { z } } } }) }));
const path = fc.constantFrom('c/1', 'c/2', 'c/3', 'c/4', 'c/5', 'c/2/c/1', 'c/3/c/9', 'o/1', 'c/2/o/1');
const write: fc.Arbitrary<Write> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ path, fields }).map((w) => ({ update: { name: `${ROOT}/${w.path}`, fields: w.fields } })),
  },
  path.map((one) => ({ delete: `${ROOT}/${one}` })),
);

const single = fc.constantFrom<FieldOperator>(
  'LESS_THAN',
  'LESS_THAN_OR_EQUAL',
  'GREATER_THAN',
  'GREATER_THAN_OR_EQUAL',
  'EQUAL',
  'NOT_EQUAL',
  'ARRAY_CONTAINS',
);
const several = fc.constantFrom<FieldOperator>('IN', 'NOT_IN', 'ARRAY_CONTAINS_ANY');
const nameFilter: fc.Arbitrary<WireFilter> = fc.record({ op: single, path }).map(({ op, path: to }) => ({
  fieldFilter: { field: { fieldPath: '__name__' }, op, value: { referenceValue: `${ROOT}/${to}` } },
}));
const leaf: fc.Arbitrary<WireFilter> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ field, op: single, value })
      .map((f) => ({ fieldFilter: { ...f, field: { fieldPath: f.field } } })),
  },
  fc.record({ field, op: several, values: fc.array(scalar, { minLength: 1, maxLength: 3 }) }).map((f) => ({
    fieldFilter: { field: { fieldPath: f.field }, op: f.op, value: { arrayValue: { values: f.values } } },
  })),
  nameFilter,
);
const where: fc.Arbitrary<WireFilter> = fc.letrec<{ filter: WireFilter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 2 },
    leaf,
    fc
      .record({
        op: fc.constantFrom('AND' as const, 'OR' as const),
        filters: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
      })
      .map((compositeFilter) => ({ compositeFilter })),
  ),
})).filter;
const cursor = fc.record({ values: fc.array(scalar, { minLength: 1, maxLength: 2 }), before: fc.boolean() });
const query: fc.Arbitrary<StructuredQuery> = fc.record(
  {
    from: fc.constantFrom(
      [{ collectionId: 'c' }],
      [{ collectionId: 'c', allDescendants: true }],
      [{ allDescendants: true }],
    ),
    orderBy: fc.uniqueArray(
      fc.record({
        field: fc.constantFrom('x', 'y', 'm.z', '__name__').map((fieldPath) => ({ fieldPath })),
        direction: fc.constantFrom('ASCENDING' as const, 'DESCENDING' as const),
      }),
      { maxLength: 2, selector: (order) => order.field.fieldPath },
    ),
    where,
    startAt: cursor,
    endAt: cursor,
    offset: fc.integer({ min: 0, max: 2 }),
    limit: fc.integer({ min: 1, max: 4 }).map((limit) => ({ value: limit })),
  },
  { requiredKeys: ['from', 'orderBy'] },
);
const parent = fc.constantFrom(ROOT, `${ROOT}/c/2`);

/** The history is read by scanning the log and matching each document; indexes have no part in it. */
test('indexed answers are those of a plain scan, before and after more writes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(write, { maxLength: 12 }),
      fc.array(fc.record({ parent, query }), { minLength: 1, maxLength: 6 }),
      fc.array(write, { maxLength: 6 }),
      async (first, queries, second) => {
        const core = new EmulatorCore(':memory:', systemClock);
        for (const writes of [first, second]) {
          await core.commits.submit(writes);
          for (const one of queries) {
            compare(core, one.parent, one.query);
          }
        }
        core.db.close();
      },
    ),
    { numRuns: 150 },
  );
});

function compare(core: EmulatorCore, from: string, wire: StructuredQuery): void {
  const refused = attempt(() => planQuery(parseQuery(from, wire)));
  if (refused) {
    return;
  }
  const parsed = parseQuery(from, wire);
  const expected = core.queries.runAt(parsed, core.time.read()).map((document) => document.name);
  expect(core.queries.run(parsed).map((document) => document.name)).toEqual(expected);
  expect(core.queries.count(parsed, 3)).toBe(Math.min(3, expected.length));
}

/** Firestore refuses some of what is generated: too many disjuncts, cursors longer than the order. */
function attempt(parse: () => void): boolean {
  try {
    parse();
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(RpcError);
    return true;
  }
}
