/** What the structure of a file says, without reading its media. */
export interface ContainerStructure {
  /** Seconds, as the header states them; null when it does not, as in files that are written while they are recorded. */
  readonly statedS: number | null;
  /** `cut_short`: something that was announced is missing. `no_media`: all is there, and none of it is media. */
  readonly state: 'whole' | 'cut_short' | 'no_media';
  /** Whether the media comes in pieces of which each could be the last: only its length tells that some are missing. */
  readonly isInPieces: boolean;
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

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** In units of a timescale; 0 where all ones say that it could not be determined. */
function durationAt(data: DataView, at: number, wide: boolean): number {
  const units = wide ? data.getBigUint64(at) : BigInt(data.getUint32(at));
  return units === (wide ? 0xffff_ffff_ffff_ffffn : 0xffff_ffffn) ? 0 : Number(units);
}

/** A box that lies about its size ends where its holder does. */
const inside = (box: Box, holder: Box): Box => ({ ...box, end: Math.min(box.end, holder.end) });

interface MovieTimes {
  readonly timescale: number;
  readonly units: number;
}

/** mvhd: version and flags, times (64 bits in version 1), timescale, duration. */
function movieTimes(data: DataView, { start, end }: Box): MovieTimes | null {
  const wide = start < end && data.getUint8(start) === 1;
  const at = start + (wide ? 20 : 12);
  if (at + (wide ? 12 : 8) > end) {
    return null;
  }
  return {
    timescale: data.getUint32(at),
    units: durationAt(data, at + 4, wide),
  };
}

/** mehd: version and flags, the duration of all fragments. */
function fragmentUnits(data: DataView, { start, end }: Box): number {
  const wide = start < end && data.getUint8(start) === 1;
  return start + (wide ? 12 : 8) > end ? 0 : durationAt(data, start + 4, wide);
}

interface MovieIndex {
  readonly statedS: number | null;
  /** Whether fragments were announced. */
  readonly isFragmented: boolean;
}

function readIndex(data: DataView, moov: Box): MovieIndex {
  let times: MovieTimes | null = null;
  let fragments = 0;
  let isFragmented = false;
  for (const box of boxes(data, moov.start, moov.end)) {
    if (box.type === 'mvhd') {
      times = movieTimes(data, inside(box, moov));
    } else if (box.type === 'mvex') {
      isFragmented = true;
      const holder = inside(box, moov);
      for (const inner of boxes(data, holder.start, holder.end)) {
        fragments = inner.type === 'mehd' ? fragmentUnits(data, inside(inner, holder)) : fragments;
      }
    }
  }
  const units = Math.max(times?.units ?? 0, fragments);
  const statedS = times !== null && times.timescale > 0 && units > 0 ? units / times.timescale : null;
  return { statedS, isFragmented };
}

/** sidx: version and flags, stream, timescale, two times (64 bits in version 1), then how many pieces, each with its duration. */
function segmentsS(data: DataView, { start, end }: Box): number {
  const at = start + (start < end && data.getUint8(start) === 1 ? 28 : 20);
  if (at + 4 > end) {
    return 0;
  }
  const timescale = data.getUint32(start + 8);
  let units = 0;
  for (let i = 0, entry = at + 4; i < data.getUint16(at + 2) && entry + 12 <= end; i += 1, entry += 12) {
    units += data.getUint32(entry + 4);
  }
  return timescale > 0 ? units / timescale : 0;
}

/** Boxes without which the file cannot be played; what else may follow the last of them is nobody's loss. */
const ESSENTIAL = new Set(['ftyp', 'moov', 'mdat', 'moof']);

/** MP4, MOV, M4V, M4A, 3GP. A head of a file may be given too: it is `cut_short`, and may state the length. */
export function readMp4Structure(bytes: Uint8Array): ContainerStructure {
  const data = view(bytes);
  let index: MovieIndex | null = null;
  let piecesS = 0;
  let hasMedia = false;
  let isCut = false;
  for (const box of boxes(data, 0, bytes.length)) {
    const isInside = box.end <= bytes.length;
    isCut ||= !isInside && ESSENTIAL.has(box.type);
    if (box.type === 'moov' && isInside) {
      index = readIndex(data, box);
    } else if (box.type === 'sidx' && isInside) {
      piecesS = Math.max(piecesS, segmentsS(data, box));
    }
    hasMedia ||= (box.type === 'mdat' || box.type === 'moof') && box.end > box.start;
  }
  const statedS = Math.max(index?.statedS ?? 0, piecesS) || null;
  const isInPieces = index?.isFragmented === true;
  // An index that never came was still to come: it may stand at the end. So was media that an index speaks of.
  const isMissing = index === null || (!hasMedia && (isInPieces || statedS !== null));
  return { statedS, isInPieces, state: isCut || isMissing ? 'cut_short' : hasMedia ? 'whole' : 'no_media' };
}

const EBML = { segment: 0x18538067, info: 0x1549a966, cluster: 0x1f43b675 } as const;
const SCALE = 0x2ad7b1;
const DURATION = 0x4489;

interface EbmlNumber {
  readonly value: number;
  readonly next: number;
  /** All value bits set: "unknown", as a live recording writes its sizes. */
  readonly isUnknown: boolean;
}

/** An EBML number of 1 to 8 bytes; its length is in its leading zeros. Ids keep their marker bit, sizes lose it. */
function ebmlNumber(bytes: Uint8Array, at: number, keepMarker: boolean): EbmlNumber | null {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || at + length > bytes.length) {
    return null;
  }
  const low = first & (0xff >> length);
  let value = keepMarker ? first : low;
  let isUnknown = low === 0xff >> length;
  for (let i = 1; i < length; i += 1) {
    const byte = bytes[at + i] ?? 0;
    value = value * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return { value, next: at + length, isUnknown };
}

const unsigned = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);

/** WebM and Matroska. */
export function readWebmStructure(bytes: Uint8Array): ContainerStructure {
  let scaleNs = 1_000_000;
  let units: number | null = null;
  let hasMedia = false;
  let isCut = false;
  for (let at = 0; at < bytes.length; ) {
    const id = ebmlNumber(bytes, at, true);
    const size = id === null ? null : ebmlNumber(bytes, id.next, false);
    if (id === null || size === null) {
      break;
    }
    const end = size.next + size.value;
    isCut ||= !size.isUnknown && end > bytes.length;
    hasMedia ||= id.value === EBML.cluster;
    const body = bytes.subarray(size.next, end);
    if (id.value === SCALE) {
      scaleNs = unsigned(body);
    } else if (id.value === DURATION && (body.length === 4 || body.length === 8)) {
      units = body.length === 4 ? view(body).getFloat32(0) : view(body).getFloat64(0);
    }
    const isEntered = id.value === EBML.segment || id.value === EBML.info || size.isUnknown;
    at = isEntered ? size.next : end;
  }
  const statedS = units === null ? 0 : (units * scaleNs) / 1e9;
  const state = isCut ? 'cut_short' : hasMedia ? 'whole' : 'no_media';
  return { statedS: statedS > 0 ? statedS : null, state, isInPieces: true };
}
