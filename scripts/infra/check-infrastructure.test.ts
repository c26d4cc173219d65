import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkInfrastructure } from './check-infrastructure.ts';
import { readInfrastructure } from './read-hcl.ts';
import { readSchemas, schemaName } from './schema-folder.ts';

const INFRA = join(import.meta.dirname, '../../infra');

it('finds no fault in what is there', async () => {
  expect(await checkInfrastructure(INFRA)).toEqual([]);
});

it('keeps the schemas of one provider, and those alone that are used', async () => {
  const schemas = [...readSchemas(join(INFRA, 'schema'))];
  const blocks = (await readInfrastructure(INFRA)).flatMap((module) => module.blocks);
  const used = new Set(
    blocks.flatMap(({ kind, labels: [type = ''] }) =>
      kind === 'resource' || kind === 'data' ? [schemaName(kind, type)] : [],
    ),
  );
  expect(schemas.map(([name]) => name).sort()).toEqual([...used].sort());
  expect(new Set(schemas.map(([, { provider }]) => provider)).size).toBe(1);
});

describe('goes red for', () => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'infra-'));
    cpSync(INFRA, copy, { recursive: true });
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it.each([
    [
      'an argument that does not exist',
      'modules/queues/main.tf',
      'desired_state =',
      'wanted_state =',
      'has no wanted_state',
    ],
    ['an argument that is missing', 'modules/firestore/main.tf', /^ {2}location_id .*\n/m, '', 'lacks location_id'],
    ['a block that does not exist', 'modules/queues/main.tf', 'retry_config {', 'retries {', 'has no retries'],
    ['a block that is missing', 'modules/staging/main.tf', /^ {4}action \{[^}]*\}\n/m, '', 'action is missing'],
    [
      'a value that the provider does not know',
      'modules/service/main.tf',
      '"EXECUTION_ENVIRONMENT_GEN2"',
      '"GEN2"',
      'the provider knows',
    ],
    [
      'a value of another type',
      'modules/service/main.tf',
      'startup_cpu_boost = true',
      'startup_cpu_boost = "yes"',
      'must be bool',
    ],
    [
      'a block in the wrong place',
      'modules/scheduler/main.tf',
      /\n {4}oidc_token \{([^}]*)\}\n {2}\}/,
      '\n  }\n  oidc_token {$1}',
      'has no oidc_token',
    ],
    ['a variable that nobody declares', 'stack/main.tf', 'var.domains', 'var.hosts', 'var.hosts is not declared'],
    ['a variable that a call does not give', 'stack/main.tf', /^ {2}results_path .*\n/m, '', 'lacks results_path'],
    [
      'an output that a module does not have',
      'stack/main.tf',
      'module.armor.policy',
      'module.armor.id',
      'module.armor.id is not declared',
    ],
    [
      'a worker that anybody may call',
      'stack/main.tf',
      '{ for account in ["tasks", "scheduler"] : account => module.identities.members[account] }',
      '{ everybody = "allUsers" }',
      'is open to everybody',
    ],
    [
      'an API that is reached beside its balancer',
      'stack/main.tf',
      'default_uri_disabled = true',
      'default_uri_disabled = false',
      'is open to everybody',
    ],
    [
      'a role that holds everything',
      'modules/identities/main.tf',
      '"roles/datastore.user"',
      '"roles/editor"',
      'grants editor',
    ],
    ['a syntax error', 'modules/redis/main.tf', '= "BASIC"', '= "BASIC', 'modules/redis/main.tf'],
  ])('%s', async (_what, file, from, to, fault) => {
    const path = join(copy, file);
    const before = readFileSync(path, 'utf8');
    const broken = before.replace(from, to);
    expect(broken).not.toBe(before);
    writeFileSync(path, broken);
    try {
      const faults = await checkInfrastructure(copy).catch((error: unknown) => [String(error)]);
      expect(faults.join('\n')).toContain(fault);
    } finally {
      writeFileSync(path, before);
    }
  });
});
