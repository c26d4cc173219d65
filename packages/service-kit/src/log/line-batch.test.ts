import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { createLineBatch } from './line-batch.ts';

function started() {
  const clock = createManualClock();
  const written: string[] = [];
  return { clock, written, batch: createLineBatch((text) => written.push(text), { clock }) };
}

it('writes lines together, 50 ms after the first', () => {
  const { clock, written, batch } = started();
  batch.add('one\n');
  clock.advance(30);
  batch.add('two\n');
  expect(written).toEqual([]);
  clock.advance(20);
  expect(written).toEqual(['one\ntwo\n']);
  batch.add('three\n');
  clock.advance(50);
  expect(written).toEqual(['one\ntwo\n', 'three\n']);
});

it('holds no more than 64 KiB', () => {
  const { written, batch } = started();
  const line = `${'x'.repeat(1_023)}\n`;
  for (let n = 0; n < 64; n += 1) {
    batch.add(line);
  }
  expect(written).toEqual([line.repeat(64)]);
});

it('writes what waits when it is flushed, once', () => {
  const { clock, written, batch } = started();
  batch.add('last\n');
  batch.flush();
  batch.flush();
  clock.advance(50);
  expect(written).toEqual(['last\n']);
});
