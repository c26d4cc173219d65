import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMp4, readWebm } from './containers.ts';

const media = (name: string): Buffer => readFileSync(new URL(`../fixtures/media/${name}`, import.meta.url));

describe('readMp4', () => {
  it.each([
    ['imovie.mp4', 1587 / 23809],
    ['rotated.mov', 0.1],
  ])('reads the length of %s', (name, seconds) => {
    const info = readMp4(media(name));
    expect(info.complete).toBe(true);
    expect(info.durationS).toBeCloseTo(seconds, 6);
  });

  it('tells a header without its media', () => {
    expect(readMp4(media('header-only.mp4'))).toEqual({ durationS: null, complete: false });
    expect(readMp4(media('header-only.mp4').subarray(0, 32)).complete).toBe(false);
  });

  it('tells a file that was cut, and still reads a length that comes first', () => {
    const whole = media('imovie.mp4');
    const cut = readMp4(whole.subarray(0, whole.length - 1000));
    expect(cut.complete).toBe(false);
    expect(cut.durationS).toBe(readMp4(whole).durationS);
  });

  it('reads 64-bit lengths', () => {
    const box = (type: string, body: Buffer): Buffer => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE(body.length + 8);
      head.write(type, 4, 'latin1');
      return Buffer.concat([head, body]);
    };
    const mvhd = Buffer.alloc(32);
    mvhd.writeUInt8(1);
    mvhd.writeUInt32BE(1000, 20);
    mvhd.writeBigUInt64BE(601_500n, 24);
    // A size of 1 announces a 64-bit size, 0 means "to the end".
    const large = Buffer.from([0, 0, 0, 1, 0x6d, 0x64, 0x61, 0x74, 0, 0, 0, 0, 0, 0, 0, 17, 9]);
    const rest = Buffer.from([0, 0, 0, 0, 0x66, 0x72, 0x65, 0x65, 1, 2, 3]);
    const file = Buffer.concat([box('ftyp', Buffer.from('isom')), large, box('moov', box('mvhd', mvhd)), rest]);
    expect(readMp4(file)).toEqual({ durationS: 601.5, complete: true });
  });
});

describe('readWebm', () => {
  it('reads the length of a file', () => {
    const info = readWebm(media('rabbit-head.webm'));
    expect(info.complete).toBe(true);
    expect(info.durationS).toBeGreaterThan(1);
  });

  it('tells a header without its media', () => {
    expect(readWebm(media('rabbit-head.webm').subarray(0, 200)).complete).toBe(false);
  });
});

it('reads any bytes without failing', () => {
  const start = fc.constantFrom(media('imovie.mp4').subarray(0, 1400), media('rabbit-head.webm').subarray(0, 400));
  const damage = fc.array(fc.tuple(fc.nat(1399), fc.nat(255)), { maxLength: 20 });
  fc.assert(
    fc.property(start, damage, (bytes, changes) => {
      const copy = Buffer.from(bytes);
      for (const [at, value] of changes) {
        copy[at % copy.length] = value;
      }
      for (const { durationS } of [readMp4(copy), readWebm(copy)]) {
        expect(durationS === null || durationS > 0).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
