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
      const group = names[0]?.includes('.') ? names[0].slice(0, names[0].lastIndexOf('.')) : null;
      const full = names.map((name) => (group === null || name.includes('.') ? name : `${group}.${name}`));
      const values = defaults.split(',').map((text) => (text.trim() === 'none' ? [] : Number(text)));
      return full.map((name, index) => [name, values[index]]);
    }),
  );
}

const flat = (policy: object, prefix = ''): [string, unknown][] =>
  Object.entries(policy).flatMap(([key, value]) =>
    typeof value === 'object' && !Array.isArray(value)
      ? flat(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, value] as [string, unknown]],
  );

it('states every default of the policy as it is', () => {
  expect(tableOfReadme()).toEqual(Object.fromEntries(flat(DEFAULT_POLICY)));
});
