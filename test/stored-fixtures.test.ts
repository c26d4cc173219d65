import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStoredFixtures } from '@sets/store-kit/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keyDocumentSchema } from '../packages/callers/src/keys/key-document.ts';
import { spendDocumentSchema } from '../packages/callers/src/spend/spend-document.ts';
import {
  fleetInstanceSchema,
  fleetRegionSchema,
  regionControlSchema,
  statsDocumentSchema,
  sweepTurnSchema,
} from '../packages/fleet/src/fleet-documents.ts';
import { historyDocumentSchema } from '../packages/fleet/src/region-history.ts';
import { scalingDocumentSchema } from '../packages/fleet/src/scaling/scaling-document.ts';
import { blockDocumentSchema } from '../packages/jobs/src/documents/block-document.ts';
import { feedbackDocumentSchema } from '../packages/jobs/src/documents/feedback-document.ts';
import { fileDocumentSchema } from '../packages/jobs/src/documents/file-document.ts';
import { fileUseDocumentSchema } from '../packages/jobs/src/documents/file-use-document.ts';
import { forgettingDocumentSchema } from '../packages/jobs/src/documents/forgetting-document.ts';
import { idempotencyDocumentSchema } from '../packages/jobs/src/documents/idempotency-document.ts';
import { invalidationDocumentSchema } from '../packages/jobs/src/documents/invalidation-document.ts';
import { storedJobSchema } from '../packages/jobs/src/documents/job-document.ts';
import { linkDocumentSchema } from '../packages/jobs/src/documents/link-document.ts';
import { memberDocumentSchema } from '../packages/jobs/src/documents/member-document.ts';
import { replayDocumentSchema } from '../packages/jobs/src/documents/replay-document.ts';
import { resultDocumentSchema } from '../packages/jobs/src/documents/result-document.ts';
import { auditDocumentSchema } from '../packages/store-kit/src/audit/audit-document.ts';
import { deliveryDocumentSchema } from '../packages/webhooks/src/documents/delivery-document.ts';
import { endpointDocumentSchema } from '../packages/webhooks/src/documents/endpoint-document.ts';

const ROOT = join(import.meta.dirname, '..');

/** Every stored collection, and what its readers make of a document of it. */
const SCHEMAS: Readonly<Record<string, z.ZodObject>> = {
  api_keys: keyDocumentSchema,
  audit: auditDocumentSchema,
  blocks: blockDocumentSchema,
  // Never read one by one: their dollars are summed up by the store.
  charges: z.object({ payer: z.string(), day: z.string(), usd: z.number(), expires_at: z.unknown() }),
  control: regionControlSchema,
  feedback: feedbackDocumentSchema,
  file_uses: fileUseDocumentSchema,
  files: fileDocumentSchema,
  fleet: fleetInstanceSchema,
  fleet_history: historyDocumentSchema,
  fleet_regions: fleetRegionSchema,
  forgettings: forgettingDocumentSchema,
  idempotency: idempotencyDocumentSchema,
  invalidations: invalidationDocumentSchema,
  jobs: storedJobSchema,
  links: linkDocumentSchema,
  members: memberDocumentSchema,
  replays: replayDocumentSchema,
  results: resultDocumentSchema,
  scaling: scalingDocumentSchema,
  spend: spendDocumentSchema,
  stats: statsDocumentSchema,
  sweeps: sweepTurnSchema,
  webhook_deliveries: deliveryDocumentSchema,
  webhook_endpoints: endpointDocumentSchema,
};

/** The names that code gives to `documentPath` and to queries, as they are written or as constants of their package. */
function collectionsInCode(): string[] {
  const sources = globSync('packages/*/src/**/*.ts', { cwd: ROOT })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => ({ home: file.split('/')[1] ?? '', text: readFileSync(join(ROOT, file), 'utf8') }));
  const constants = new Map(
    sources.flatMap(({ home, text }) =>
      [...text.matchAll(/const ([A-Z_]+) = '([^']+)'/g)].map(([, name, value]) => [`${home}.${name}`, value ?? '']),
    ),
  );
  const named = sources.flatMap(({ home, text }) =>
    [...text.matchAll(/(?:documentPath\(|collection: )\s*([A-Z_]+|'[^']+')[,\s]/g)].map(([, word = '']) =>
      word.startsWith("'") ? word.slice(1, -1) : constants.get(`${home}.${word}`),
    ),
  );
  return [...new Set(named.filter((name) => name !== undefined))].toSorted();
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
}

/** `attempts[].at`, `minutes.*.depth`: each field that the schema names, however deep. */
function fieldsOf({ properties = {}, items, additionalProperties, anyOf = [] }: JsonSchema, path = ''): string[] {
  return [
    ...Object.entries(properties).flatMap(([name, schema]) => {
      const at = path === '' ? name : `${path}.${name}`;
      return [at, ...fieldsOf(schema, at)];
    }),
    ...(items === undefined ? [] : fieldsOf(items, `${path}[]`)),
    ...(typeof additionalProperties === 'object' ? fieldsOf(additionalProperties, `${path}.*`) : []),
    ...anyOf.flatMap((schema) => fieldsOf(schema, path)),
  ];
}

/** Whether some of `values`, all of which stand at one place, have the field; a `*` is any name. */
function isRecorded(values: readonly unknown[], [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) {
    return values.length > 0;
  }
  const key = name.replace('[]', '');
  const inner = values.flatMap((value) => {
    if (typeof value !== 'object' || value === null) {
      return [];
    }
    return key === '*' ? Object.values(value) : Object.hasOwn(value, key) ? [Reflect.get(value, key)] : [];
  });
  return isRecorded(name.endsWith('[]') ? inner.flat() : inner, rest);
}

const folders = globSync('packages/*/test/fixtures/stored', { cwd: ROOT });
const recorded = Map.groupBy(
  folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder)).flatMap((date) => readStoredFixtures(join(ROOT, folder, date))),
  ),
  ({ path }) => path.split('/')[0] ?? '',
);

describe('what is stored is recorded (ADR 0021)', () => {
  it('every collection that code names is here', () => {
    expect(collectionsInCode()).toEqual(Object.keys(SCHEMAS).toSorted());
  });

  it.each(Object.entries(SCHEMAS))('each field of %s stands in a fixture', (collection, schema) => {
    const known = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema;
    const fixtures = (recorded.get(collection) ?? []).map(({ fields }) => fields);
    const missing = [...new Set(fieldsOf(known))].filter((field) => !isRecorded(fixtures, field.split('.')));
    expect(missing, `record a document of ${collection} in its form of today below test/fixtures/stored`).toEqual([]);
  });
});
