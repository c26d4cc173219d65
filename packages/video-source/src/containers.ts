/** What a video file says of itself. */
export interface ContainerInfo {
  /** Seconds; null when the header does not say. */
  readonly durationS: number | null;
  /** Whether the header and the media it announces are all there. */
  readonly complete: boolean;
}

interface Box {
  readonly type: string;
  readonly start: number;
  /** May lie beyond the data when the file was cut. */
  readonly end: number;
}

/** The boxes (ISO 14496-12) between two offsets. */
function* boxes(data: DataView, from: number, to: number): Generator<Box> {
  for (let at = from; at + 8 <= to; ) {
    const short = data.getUint32(at);
    const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => data.getUint8(at + i)));
    const long = short === 1 && at + 16 <= to;
    // Size 0 means "to the end of the file".
    const size = short === 0 ? to - at : long ? Number(data.getBigUint64(at + 8)) : short;
    const header = long ? 16 : 8;
    if (size < header) {
      return;
    }
    yield { type, start: at + header, end: at + size };
    at += size;
  }
}

function movieDurationS(data: DataView, moov: Box): number | null {
  for (const box of boxes(data, moov.start, moov.end)) {
    // mvhd: version and flags, times (64 bits in version 1), timescale, duration.
    const wide = box.type === 'mvhd' && data.getUint8(box.start) === 1;
    const at = box.start + (wide ? 20 : 12);
    if (box.type === 'mvhd' && at + (wide ? 12 : 8) <= box.end) {
      const timescale = data.getUint32(at);
      const units = wide ? Number(data.getBigUint64(at + 4)) : data.getUint32(at + 4);
      return timescale > 0 && units > 0 ? units / timescale : null;
    }
  }
  return null;
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** MP4, MOV, M4V, 3GP. A head of a file may be given too: then `complete` is false. */
export function readMp4(bytes: Uint8Array): ContainerInfo {
  const data = view(bytes);
  let durationS: number | null = null;
  let header = false;
  let media = false;
  let whole = true;
  for (const box of boxes(data, 0, bytes.length)) {
    const inside = box.end <= bytes.length;
    whole &&= inside;
    if (box.type === 'moov' && inside) {
      header = true;
      durationS = movieDurationS(data, box);
    }
    media ||= (box.type === 'mdat' || box.type === 'moof') && box.end > box.start;
  }
  return { durationS, complete: header && media && whole };
}

const EBML = { header: 0x1a45dfa3, segment: 0x18538067, info: 0x1549a966, cluster: 0x1f43b675 } as const;
const SCALE = 0x2ad7b1;
const DURATION = 0x4489;

/** An EBML number of 1 to 8 bytes; its length is in its leading zeros. Ids keep their marker bit, sizes lose it. */
function ebmlNumber(bytes: Uint8Array, at: number, keepMarker: boolean): { value: number; next: number } | null {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || at + length > bytes.length) {
    return null;
  }
  let value = keepMarker ? first : first & (0xff >> length);
  for (let i = 1; i < length; i += 1) {
    value = value * 256 + (bytes[at + i] ?? 0);
  }
  return { value, next: at + length };
}

const unsigned = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);

/** WebM. `complete` means that media follows the header. */
export function readWebm(bytes: Uint8Array): ContainerInfo {
  let scaleNs = 1_000_000;
  let units: number | null = null;
  let complete = false;
  for (let at = 0; at < bytes.length && !complete; ) {
    const id = ebmlNumber(bytes, at, true);
    const size = id === null ? null : ebmlNumber(bytes, id.next, false);
    if (id === null || size === null) {
      break;
    }
    const body = bytes.subarray(size.next, size.next + size.value);
    complete = id.value === EBML.cluster;
    if (id.value === SCALE) {
      scaleNs = unsigned(body);
    } else if (id.value === DURATION && (body.length === 4 || body.length === 8)) {
      units = body.length === 4 ? view(body).getFloat32(0) : view(body).getFloat64(0);
    }
    const enter = id.value === EBML.segment || id.value === EBML.info;
    at = enter ? size.next : size.next + size.value;
  }
  const durationS = units === null ? null : (units * scaleNs) / 1e9;
  return { durationS: durationS !== null && durationS > 0 ? durationS : null, complete };
}
