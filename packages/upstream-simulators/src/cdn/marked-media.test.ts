import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { markedJpeg, readDurationS, readMarker, syntheticVideoHead } from './marked-media.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'media', name));

describe('synthetic media', () => {
  it('is an MP4 whose boxes add up to the size asked for, with duration and post', () => {
    const head = syntheticVideoHead('qabc', 1_000_000, 42.5);
    expect(head.toString('latin1', 4, 8)).toBe('ftyp');
    let offset = 0;
    const types: string[] = [];
    while (offset < head.length) {
      types.push(head.toString('latin1', offset + 4, offset + 8));
      offset += head.readUInt32BE(offset);
    }
    expect(types).toEqual(['ftyp', 'free', 'moov', 'mdat']);
    expect(offset + 8).toBe(1_000_000 + 8);
    expect(readMarker(head)).toBe('qabc');
    expect(readDurationS(Buffer.concat([head, Buffer.alloc(100)]))).toBe(42.5);
  });

  it('reads the duration of real videos, wherever their header stands', () => {
    expect(readDurationS(fixture('torchcodec__nasa_13013.mp4'))).toBeCloseTo(16.57, 2);
    expect(readDurationS(fixture('ruby_llm__ruby.mp4'))).toBeCloseTo(13.347, 3);
    expect(readDurationS(Buffer.from('not a video at all'))).toBeNull();
    expect(readDurationS(Buffer.alloc(0))).toBeNull();
  });

  it('marks a JPEG with a comment and leaves the rest as it is', () => {
    const jpeg = fixture('free-exercise-db__Plank__0.jpg');
    const marked = markedJpeg(jpeg, 'qabc');
    expect(readMarker(marked)).toBe('qabc');
    expect(marked.subarray(0, 4)).toEqual(Buffer.from([0xff, 0xd8, 0xff, 0xfe]));
    expect(marked.subarray(marked.length - 1000)).toEqual(jpeg.subarray(jpeg.length - 1000));
    expect(readMarker(jpeg)).toBeNull();
  });
});
