import { isJobId } from '@sets/contract';
import { expect, it } from 'vitest';
import { newJobId } from './paths.ts';

it('gives ids that a command line takes for no option', () => {
  const ids = Array.from({ length: 2_000 }, newJobId);
  expect(ids.filter((id) => !isJobId(id) || id.startsWith('-'))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});
