import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const DOCKERFILE = join(import.meta.dirname, '../../Dockerfile');
const ENTRYPOINT = /^ENTRYPOINT (\[.*\])$/gm;
/** What the image of one service runs. */
const BUNDLE = '/app/main.js';

/**
 * What the services' image gives Node before the bundle: measured is what runs in production.
 *
 * @throws Error when the image runs the bundle in another way
 */
export function imageNodeArgs(): readonly string[] {
  const commands = [...readFileSync(DOCKERFILE, 'utf8').matchAll(ENTRYPOINT)].map(([, command = '']) =>
    z.array(z.string()).parse(JSON.parse(command)),
  );
  const [program, ...args] = commands.find((command) => command.at(-1) === BUNDLE) ?? [];
  if (program !== 'node') {
    throw new Error(`No image runs ${BUNDLE} with Node`);
  }
  return args.slice(0, -1);
}
