import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const DOCKERFILE = join(import.meta.dirname, '../../Dockerfile');
const ENTRYPOINT = /^ENTRYPOINT (\[.*\])$/m;
const commandSchema = z.tuple([z.literal('node')], z.string());

/** What the services' image gives Node before the bundle: measured is what runs in production. */
export function imageNodeArgs(): readonly string[] {
  const written = ENTRYPOINT.exec(readFileSync(DOCKERFILE, 'utf8'))?.[1] ?? '[]';
  const [, ...args] = commandSchema.parse(JSON.parse(written));
  return args.filter((argument) => argument.startsWith('--'));
}
