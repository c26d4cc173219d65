import { join } from 'node:path';
import { checkReferences } from './check-references.ts';
import { checkResources } from './check-resources.ts';
import { checkRights } from './check-rights.ts';
import { readInfrastructure } from './read-hcl.ts';
import { readSchemas } from './schema-folder.ts';

/** What can be told of the infrastructure without Terraform and without a network: one line per fault. */
export async function checkInfrastructure(root: string): Promise<string[]> {
  const modules = await readInfrastructure(root);
  const schemas = readSchemas(join(root, 'schema'));
  return [...checkResources(modules, schemas), ...checkReferences(modules), ...checkRights(modules)];
}
