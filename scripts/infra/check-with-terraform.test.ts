import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkWithTerraform } from './check-with-terraform.ts';
import { findTerraform, openTerraform, type Terraform } from './terraform.ts';

const INFRA = join(import.meta.dirname, '../../infra');
const tool = findTerraform();

/** What only Terraform itself can tell; one example of two regions is enough to tell it. */
describe.skipIf(tool === null)('goes red for', () => {
  let copy: string;
  let terraform: Terraform;
  beforeAll(async () => {
    copy = mkdtempSync(join(tmpdir(), 'infra-'));
    cpSync(INFRA, copy, { recursive: true });
    for (const name of readdirSync(join(copy, 'examples')).filter((one) => one !== 'eu-only')) {
      rmSync(join(copy, 'examples', name), { recursive: true });
    }
    rmSync(join(copy, 'stack/tests'), { recursive: true });
    terraform = await openTerraform(copy, tool ?? '');
  });
  afterAll(() => {
    terraform.close();
    rmSync(copy, { recursive: true });
  });

  it('nothing in what is there', async () => {
    expect(await checkWithTerraform(copy, terraform)).toEqual([]);
  });

  it.each([
    ['a file that is not formatted', 'modules/queues/main.tf', '  project       =', '  project =', 'Not formatted'],
    [
      'a key that is known only after an apply',
      'modules/service/main.tf',
      'for_each = var.invokers',
      'for_each = toset(values(var.invokers))',
      'cannot be determined until apply',
    ],
    [
      'a value of a variable that the provider does not know',
      'stack/main.tf',
      '"INGRESS_TRAFFIC_INTERNAL_ONLY"',
      '"INTERNAL_ONLY"',
      'the provider knows',
    ],
    [
      'an output of a wrong name',
      'modules/service/outputs.tf',
      '.this.location',
      '.this.region',
      'Unsupported attribute',
    ],
  ])('%s', async (_what, file, from, to, fault) => {
    const path = join(copy, file);
    const before = readFileSync(path, 'utf8');
    const broken = before.replace(from, to);
    expect(broken).not.toBe(before);
    writeFileSync(path, broken);
    try {
      expect((await checkWithTerraform(copy, terraform)).join('\n')).toContain(fault);
    } finally {
      writeFileSync(path, before);
    }
  });
});
