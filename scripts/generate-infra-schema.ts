import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBindings } from './infra/read-bindings.ts';
import { readInfrastructure } from './infra/read-hcl.ts';
import { schemaName } from './infra/schema-folder.ts';

/**
 * Writes `infra/schema`: one file for each resource and data source that our infrastructure uses.
 *
 *     pip download --no-deps cdktn-provider-google==21.1.0   # bindings of google provider 8.7.0
 *     # unpack the wheel, and the .tgz inside it
 *     node scripts/generate-infra-schema.ts …/package
 */
const ROOT = join(import.meta.dirname, '../infra');
const SCHEMA = join(ROOT, 'schema');
const [unpacked] = process.argv.slice(2);
if (unpacked === undefined || !existsSync(join(unpacked, 'lib'))) {
  process.stderr.write('Usage: node scripts/generate-infra-schema.ts FOLDER, the unpacked bindings (with lib/)\n');
  process.exit(2);
}

const modules = await readInfrastructure(ROOT);
const used = new Map(
  modules
    .flatMap(({ blocks }) => blocks)
    .flatMap(({ kind, labels: [type] }) =>
      type?.startsWith('google_') && (kind === 'resource' || kind === 'data')
        ? [[schemaName(kind, type), { kind, type }] as const]
        : [],
    ),
);
mkdirSync(SCHEMA, { recursive: true });
for (const name of readdirSync(SCHEMA).filter((file) => file.endsWith('.json'))) {
  rmSync(join(SCHEMA, name));
}
for (const [name, { kind, type }] of used) {
  const folder = `${kind === 'data' ? 'data-' : ''}${type.replaceAll('_', '-')}`.replace(
    /google-/,
    kind === 'data' ? 'google-' : '',
  );
  const schema = readBindings(join(unpacked, 'lib', folder), kind);
  writeFileSync(join(SCHEMA, `${name}.json`), `${JSON.stringify(schema)}\n`);
}
process.stdout.write(`${used.size} schemas written.\n`);
