import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResourceSchema } from './provider-schema.ts';

export const schemaName = (kind: ResourceSchema['kind'], type: string): string => `${kind}.${type}`;

/** The schemas that are kept, by `resource.google_x`. */
export function readSchemas(folder: string): ReadonlyMap<string, ResourceSchema> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(
    files.map((name) => {
      const schema: ResourceSchema = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return [schemaName(schema.kind, schema.type), schema];
    }),
  );
}
