import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMp4Structure, readWebmStructure } from './container-structure.ts';

const media = (name: string): Buffer => readFileSync(new URL(`../fixtures/media/${name}`, import.meta.url));

function box(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

describe('readMp4Structure', () => {
  it.each([
    ['imovie.mp4', 1587 / 23809],
    ['rotated.mov', 0.1],
  ])('reads the length of %s', (name, seconds) => {
    const info = readMp4Structure(media(name));
    expect(info.state).toBe('whole');
    expect(info.statedS).toBeCloseTo(seconds, 6);
  });

  it('tells a file that ends early, wherever, and still reads a length that comes first', () => {
    expect(readMp4Structure(media('header-only.mp4'))).toMatchObject({ statedS: null, state: 'cut_short' });
    const whole = media('imovie.mp4');
    for (const bytes of [32, 1_000, 30_000, whole.length - 1]) {
      expect(readMp4Structure(whole.subarray(0, bytes)).state).toBe('cut_short');
    }
    expect(readMp4Structure(whole.subarray(0, -1_000)).statedS).toBe(readMp4Structure(whole).statedS);
  });

  it('tells a file that has an index and nothing to index', () => {
    const moov = box('moov', Buffer.alloc(0));
    expect(readMp4Structure(Buffer.concat([box('ftyp', Buffer.from('isom')), moov])).state).toBe('no_media');
  });

  it('misses media that an index speaks of, by fragments or by a length', () => {
    const mvhd = Buffer.alloc(100);
    mvhd.writeUInt32BE(1_000, 12);
    const fragmented = box('moov', Buffer.concat([box('mvhd', mvhd), box('mvex', Buffer.alloc(0))]));
    expect(readMp4Structure(fragmented).state).toBe('cut_short');
    mvhd.writeUInt32BE(6_000, 16);
    expect(readMp4Structure(box('moov', box('mvhd', mvhd))).state).toBe('cut_short');
  });

  it('reads the length that an index of segments states', () => {
    // Version 0, timescale 1000, three pieces of two seconds.
    const sidx = Buffer.alloc(24 + 3 * 12);
    sidx.writeUInt32BE(1_000, 8);
    sidx.writeUInt16BE(3, 22);
    for (const at of [24, 36, 48]) {
      sidx.writeUInt32BE(2_000, at + 4);
    }
    const moov = box('moov', box('mvex', Buffer.alloc(0)));
    const file = Buffer.concat([moov, box('sidx', sidx), box('moof', Buffer.alloc(8))]);
    expect(readMp4Structure(file)).toEqual({ statedS: 6, state: 'whole', isInPieces: true });
  });

  it('takes junk behind the last box for what it is', () => {
    expect(readMp4Structure(Buffer.concat([media('imovie.mp4'), Buffer.from('<!-- served in 3 ms -->')])).state).toBe(
      'whole',
    );
  });

  it('reads the length that a fragmented file states for all its fragments', () => {
    const mehd = Buffer.from([0, 0, 0, 0, 0, 0, 0x17, 0x70]);
    const mvhd = Buffer.alloc(100);
    mvhd.writeUInt32BE(1_000, 12);
    const moov = box('moov', Buffer.concat([box('mvhd', mvhd), box('mvex', box('mehd', mehd))]));
    const file = Buffer.concat([box('ftyp', Buffer.from('isom')), moov, box('moof', Buffer.alloc(8))]);
    expect(readMp4Structure(file)).toEqual({ statedS: 6, state: 'whole', isInPieces: true });
  });

  it('takes a length of all ones for none: it could not be determined', () => {
    const header = (version: 0 | 1): Buffer => {
      const mvhd = Buffer.alloc(112, 0xff);
      mvhd[0] = version;
      mvhd.writeUInt32BE(1_000, version === 1 ? 20 : 12);
      const mehd = Buffer.alloc(12, 0xff);
      mehd[0] = version;
      return box('moov', Buffer.concat([box('mvhd', mvhd), box('mvex', box('mehd', mehd))]));
    };
    for (const version of [0, 1] as const) {
      const file = Buffer.concat([header(version), box('moof', Buffer.alloc(8))]);
      expect(readMp4Structure(file)).toEqual({ statedS: null, state: 'whole', isInPieces: true });
    }
  });

  it('reads 64-bit lengths', () => {
    const mvhd = Buffer.alloc(32);
    mvhd.writeUInt8(1);
    mvhd.writeUInt32BE(1000, 20);
    mvhd.writeBigUInt64BE(601_500n, 24);
    // A size of 1 announces a 64-bit size, 0 means "to the end".
    const large = Buffer.from([0, 0, 0, 1, 0x6d, 0x64, 0x61, 0x74, 0, 0, 0, 0, 0, 0, 0, 17, 9]);
    const rest = Buffer.from([0, 0, 0, 0, 0x66, 0x72, 0x65, 0x65, 1, 2, 3]);
    const file = Buffer.concat([box('ftyp', Buffer.from('isom')), large, box('moov', box('mvhd', mvhd)), rest]);
    expect(readMp4Structure(file)).toEqual({ statedS: 601.5, state: 'whole', isInPieces: false });
  });
});

describe('readWebmStructure', () => {
  it('reads the length that a file states, and sees that the rest is missing', () => {
    const { statedS, state } = readWebmStructure(media('rabbit-head.webm'));
    expect(statedS).toBeGreaterThan(1);
    expect(state).toBe('cut_short');
  });

  it('takes a live recording, which states no sizes, for whole', () => {
    expect(readWebmStructure(media('live.webm'))).toEqual({ statedS: null, state: 'whole', isInPieces: true });
  });
});

it.each([
  ['no room for a duration', box('moov', box('mvhd', Buffer.alloc(0)))],
  [
    'a header that lies about its size',
    box('moov', Buffer.concat([Buffer.from('\0\0\x03\xe8mvhd', 'latin1'), Buffer.alloc(4)])),
  ],
  ['an extension that does', box('moov', box('mvex', Buffer.from('\0\0\0\x64mehd', 'latin1')))],
])('reads an index with %s', (_what, file) => {
  expect(readMp4Structure(file).statedS).toBeNull();
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
      for (const { statedS } of [readMp4Structure(copy), readWebmStructure(copy)]) {
        expect(statedS === null || statedS > 0).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
