import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderHelp } from './help.ts';

it('is what the README shows', () => {
  expect(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')).toContain(
    `\`\`\`text\n${renderHelp()}\n\`\`\``,
  );
});
