import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  atLeast,
  atMost,
  barsTable,
  countBy,
  exactly,
  markdownTable,
  missedBars,
  spreadOf,
  writeReport,
} from './index.ts';

describe('a bar', () => {
  it('is met at its limit and missed beyond it', () => {
    expect([atMost('a', 35, 35).met, atMost('a', 35, 35.1).met]).toEqual([true, false]);
    expect([atLeast('a', 0.99, 0.99).met, atLeast('a', 0.99, 0.98).met]).toEqual([true, false]);
    expect([exactly('a', 0, 0).met, exactly('a', 0, 1).met]).toEqual([true, false]);
  });

  it('is never met by a figure that nothing was measured for', () => {
    expect([atMost, atLeast, exactly].map((bar) => bar('a', 1, Number.NaN).met)).toEqual([false, false, false]);
    expect(missedBars([])).toHaveLength(1);
  });

  it('says what was missed, and by how much', () => {
    expect(missedBars([exactly('lost', 0, 0), atMost('recovery_s', 35, 40.123456)])).toEqual([
      'Missed: recovery_s is 40.12, wanted ≤ 35.',
    ]);
  });
});

it('makes a spread of nearest ranks', () => {
  expect(spreadOf([4, 1, 3, 2])).toEqual({ count: 4, p50: 2, p95: 4, p99: 4, max: 4 });
  expect(spreadOf([])).toEqual({ count: 0, p50: null, p95: null, p99: null, max: null });
});

it('counts by key', () => {
  expect(countBy(['pear', 'apple', 'plum'], (word) => word.slice(0, 1))).toEqual({ a: 1, p: 2 });
  expect(countBy(['__proto__'], (word) => word)).toHaveProperty('__proto__', 1);
});

it('renders tables whose cells cannot break out of them', () => {
  expect(
    markdownTable(
      ['a', 'b'],
      [
        [1, 'x|y'],
        [null, 2],
      ],
    ),
  ).toBe('| a | b |\n| --- | --- |\n| 1 | x\\|y |\n| – | 2 |');
  expect(barsTable([atMost('ms', 50, 1 / 3)])).toContain('| ms | ≤ 50 | 0.3333 | yes |');
});

it('writes a report as JSON and as a page', () => {
  const directory = mkdtempSync(join(tmpdir(), 'measurement-'));
  try {
    const folder = join(directory, 'new');
    writeReport(folder, { name: 'run', json: { never_s: Number.POSITIVE_INFINITY }, page: '# Run\n' });
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toEqual({ never_s: 'Infinity' });
    expect(readFileSync(join(folder, 'run.md'), 'utf8')).toBe('# Run\n');
  } finally {
    rmSync(directory, { recursive: true });
  }
});
