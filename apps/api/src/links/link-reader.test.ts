import { readSharedText } from '@sets/video-source';
import { expect, it } from 'vitest';
import { createLinkReader } from './link-reader.ts';

const LINK = 'https://www.tiktok.com/@ana.lifts/video/7463250363559218474';

it('reads what readSharedText reads, each time', () => {
  const read = createLinkReader();
  for (const text of [LINK, LINK, `Look: ${LINK}`, 'no link at all', LINK]) {
    expect(read(text)).toEqual(readSharedText(text));
  }
});

it('reads a text once, and keeps no long one', () => {
  const read = createLinkReader();
  expect(read(LINK)).toBe(read(LINK));
  const long = `${'Leg day! '.repeat(100)}${LINK}`;
  expect(read(long)).not.toBe(read(long));
});
