import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../src/index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** `a.b`, `c` | 1, 2 in the README's table are the options a.b and a.c. */
function tableOfReadme(): Record<string, unknown> {
  const rows = [...readme.matchAll(/^\| (`[^|]+`) +\| ([^|]+?) +\|/gm)];
  return Object.fromEntries(
    rows.flatMap(([, options = '', defaults = '']) => {
      const names = [...options.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
      const [group] = names[0]?.includes('.') ? names[0].split('.') : [null];
      const full = names.map((name) => (group === null || name.includes('.') ? name : `${group}.${name}`));
      const values = defaults.split(',').map((text) => (text.trim() === 'none' ? [] : Number(text)));
      return full.map((name, index) => [name, values[index]]);
    }),
  );
}

const flat = (policy: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(policy).flatMap(([group, value]) =>
      typeof value === 'object' && !Array.isArray(value)
        ? Object.entries(value).map(([key, inner]) => [`${group}.${key}`, inner])
        : [[group, value]],
    ),
  );

it('states every default of the policy as it is', () => {
  expect(tableOfReadme()).toEqual(flat(DEFAULT_POLICY));
});
