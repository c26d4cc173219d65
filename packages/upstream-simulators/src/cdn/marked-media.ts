/** Stands inside synthetic media and names the post, so that a model "sees" which one it was shown. */
const MARKER = 'sets-simulators post=';
const MARKER_AT_MOST = 512;

function box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

/** Movie header, version 0: time scale 1000, so the duration is in milliseconds. */
function movieHeader(durationS: number): Buffer {
  const content = Buffer.alloc(100);
  content.writeUInt32BE(1000, 12);
  content.writeUInt32BE(Math.round(durationS * 1000), 16);
  content.writeUInt32BE(0x00010000, 20);
  content.writeUInt16BE(0x0100, 24);
  content.writeUInt32BE(0x00010000, 36);
  content.writeUInt32BE(0x00010000, 52);
  content.writeUInt32BE(0x40000000, 68);
  content.writeUInt32BE(1, 96);
  return box('moov', box('mvhd', content));
}

/**
 * The head of an MP4 of `bytes` bytes: file type, marker, movie header and the header of a media box whose content
 * is left to the caller. For load tests: sniffers and header parsers accept it, no decoder does.
 */
export function syntheticVideoHead(post: string, bytes: number, durationS: number): Buffer {
  const head = Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1')),
    box('free', Buffer.from(`${MARKER}${post}\n`)),
    movieHeader(durationS),
  ]);
  const media = Buffer.alloc(8);
  media.writeUInt32BE(Math.max(8, bytes - head.length));
  media.write('mdat', 4, 'latin1');
  return Buffer.concat([head, media]);
}

/** The same JPEG with a comment segment that names the post; every reader skips comments. */
export function markedJpeg(jpeg: Buffer, post: string): Buffer {
  const text = Buffer.from(`${MARKER}${post}\n`);
  const segment = Buffer.from([0xff, 0xfe, 0, 0]);
  segment.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), segment, text, jpeg.subarray(2)]);
}

/** The post named inside synthetic media, or null. */
export function readMarker(bytes: Buffer): string | null {
  const head = bytes.subarray(0, MARKER_AT_MOST).toString('latin1');
  const start = head.indexOf(MARKER);
  if (start < 0) {
    return null;
  }
  return head.slice(start + MARKER.length).split('\n', 1)[0] ?? null;
}

/** Seconds from an ISO media file's movie header, wherever its box stands; null when there is none. */
export function readDurationS(bytes: Buffer): number | null {
  let offset = 0;
  while (offset + 8 <= bytes.length) {
    let size = bytes.readUInt32BE(offset);
    let headBytes = 8;
    if (size === 1 && offset + 16 <= bytes.length) {
      size = Number(bytes.readBigUInt64BE(offset + 8));
      headBytes = 16;
    }
    if (bytes.toString('latin1', offset + 4, offset + 8) === 'moov') {
      return readMovieHeader(bytes.subarray(offset + headBytes, offset + size));
    }
    if (size < headBytes) {
      return null;
    }
    offset += size;
  }
  return null;
}

function readMovieHeader(moov: Buffer): number | null {
  const start = moov.indexOf('mvhd', 0, 'latin1') + 4;
  if (start < 4 || start + 32 > moov.length) {
    return null;
  }
  const wide = moov[start] === 1;
  const scale = moov.readUInt32BE(start + (wide ? 20 : 12));
  const duration = wide ? Number(moov.readBigUInt64BE(start + 24)) : moov.readUInt32BE(start + 16);
  return scale === 0 ? null : duration / scale;
}
