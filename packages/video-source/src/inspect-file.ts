import { type ContainerStructure, readMp4Structure, readWebmStructure } from './container-structure.ts';
import type { Container, SniffedType } from './sniff.ts';

export interface FileInspection {
  /** The sniffed type, corrected by the tracks: a file of a video type without a picture is audio. */
  readonly type: SniffedType;
  /** Seconds, read from the whole file; null for images and where nothing in it tells. */
  readonly durationS: number | null;
  readonly state: ContainerStructure['state'];
}

function structureOf(container: Container | null, bytes: Uint8Array): ContainerStructure | null {
  switch (container) {
    case 'mp4':
      return readMp4Structure(bytes);
    case 'webm':
      return readWebmStructure(bytes);
    default:
      return null;
  }
}

/** Seconds, as the head of a file states them; null when it does not. */
export const statedDurationS = ({ container }: SniffedType, head: Uint8Array): number | null =>
  structureOf(container, head)?.statedS ?? null;

interface Tracks {
  readonly durationS: number | null;
  readonly hasPicture: boolean;
  readonly hasSound: boolean;
}

/** What a movie begins with. Segments that were joined, and old recorders, leave it away, and the demuxer asks for it. */
const FILE_TYPE = Buffer.from('\0\0\0\x14ftypiso6\0\0\0\0iso6', 'latin1');

const withFileType = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.concat([FILE_TYPE, bytes]));

const lacksFileType = ({ container }: SniffedType, bytes: Uint8Array): boolean =>
  container === 'mp4' && Buffer.from(bytes.subarray(4, 8)).toString('latin1') !== 'ftyp';

/** Null for a file that the demuxer cannot follow. Loaded when a first file has come: it takes 50 ms. */
async function readTracks(bytes: Uint8Array<ArrayBuffer>): Promise<Tracks | null> {
  const { ALL_FORMATS, BufferSource, Input } = await import('mediabunny');
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  try {
    const [durationS, video, audio] = await Promise.all([
      input.computeDuration(),
      input.getPrimaryVideoTrack(),
      input.getPrimaryAudioTrack(),
    ]);
    return { durationS: durationS > 0 ? durationS : null, hasPicture: video !== null, hasSound: audio !== null };
  } catch {
    return null;
  } finally {
    input.dispose();
  }
}

function asAudio(type: SniffedType): SniffedType {
  if (type.kind === 'audio') {
    return type;
  }
  return { ...type, kind: 'audio', mimeType: type.container === 'webm' ? 'audio/webm' : 'audio/mp4' };
}

/** Whether media is missing at the end; players' rounding and a last sample without a length are not. */
const lacks = (statedS: number | null, readS: number | null): boolean =>
  statedS !== null && readS !== null && readS < statedS * 0.9 - 0.5;

/** Looks through a whole file. Its length comes from the samples, which a header that was written too early lacks. */
export async function inspectFile(type: SniffedType, bytes: Uint8Array<ArrayBuffer>): Promise<FileInspection> {
  if (type.kind === 'image') {
    return { type, durationS: null, state: 'whole' };
  }
  const structure = structureOf(type.container, bytes);
  if (structure !== null && structure.state !== 'whole') {
    return { type, durationS: structure.statedS, state: structure.state };
  }
  const tracks =
    (await readTracks(bytes)) ?? (lacksFileType(type, bytes) ? await readTracks(withFileType(bytes)) : null);
  const stated = structure?.statedS ?? null;
  // Tracks that the demuxer does not know may still be known to the model.
  if (tracks === null || (!tracks.hasPicture && !tracks.hasSound)) {
    return { type, durationS: stated, state: 'whole' };
  }
  if (structure?.isInPieces === true && lacks(stated, tracks.durationS)) {
    return { type, durationS: stated, state: 'cut_short' };
  }
  const isAudio = type.kind === 'audio' || !tracks.hasPicture;
  return {
    type: isAudio ? asAudio(type) : type,
    // Where the two differ the longer one counts: it is a limit that is held against it.
    durationS: stated === null && tracks.durationS === null ? null : Math.max(stated ?? 0, tracks.durationS ?? 0),
    state: 'whole',
  };
}
