import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Body, readHclModule } from '../infra/read-hcl.ts';
import type { DeclaredIndexes } from './firestore-indexes.ts';

const INFRA = join(import.meta.dirname, '../../infra');

async function localsOf(folder: string): Promise<Body> {
  const { blocks } = await readHclModule(INFRA, folder);
  return Object.assign({}, ...blocks.filter(({ kind }) => kind === 'locals').map(({ body }) => body));
}

/** The services of Google Cloud that the infrastructure enables. */
export async function enabledServices(): Promise<readonly string[]> {
  const { services } = await localsOf('modules/project');
  return services as string[];
}

/** The secrets that the deployed services read, by the settings' names. */
export async function secretNames(): Promise<readonly string[]> {
  const { secret_readers: readers } = await localsOf('stack');
  return Object.keys(readers as Body);
}

/** The indexes that the code of this tree asks by. */
export async function declaredIndexes(): Promise<DeclaredIndexes> {
  return JSON.parse(await readFile(join(INFRA, 'modules/firestore/firestore.json'), 'utf8')) as DeclaredIndexes;
}
