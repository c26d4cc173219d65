import { fileTypeFromBuffer } from 'file-type';

/** Enough for every signature that file-type knows. */
export const SNIFF_BYTES = 4100;

/** Files whose structure is read here; the length of others is the demuxer's to find. */
export type Container = 'mp4' | 'webm' | 'other';

export interface SniffedType {
  readonly kind: 'video' | 'audio' | 'image';
  /** As the model wants to be told. */
  readonly mimeType: string;
  /** Null for images. */
  readonly container: Container | null;
}

const video = (mimeType: string, container: Container): SniffedType => ({ kind: 'video', mimeType, container });
const audio = (mimeType: string, container: Container): SniffedType => ({ kind: 'audio', mimeType, container });
const image = (mimeType: string): SniffedType => ({ kind: 'image', mimeType, container: null });

const READABLE: Readonly<Record<string, SniffedType>> = {
  'video/mp4': video('video/mp4', 'mp4'),
  'video/x-m4v': video('video/mp4', 'mp4'),
  'video/quicktime': video('video/quicktime', 'mp4'),
  'video/3gpp': video('video/3gpp', 'mp4'),
  'video/3gpp2': video('video/3gpp', 'mp4'),
  'video/webm': video('video/webm', 'webm'),
  'audio/mp4': audio('audio/mp4', 'mp4'),
  'audio/x-m4a': audio('audio/mp4', 'mp4'),
  'audio/mpeg': audio('audio/mpeg', 'other'),
  'audio/aac': audio('audio/aac', 'other'),
  'audio/ogg': audio('audio/ogg', 'other'),
  'audio/wav': audio('audio/wav', 'other'),
  'audio/flac': audio('audio/flac', 'other'),
  'image/jpeg': image('image/jpeg'),
  'image/png': image('image/png'),
  'image/webp': image('image/webp'),
  'image/heic': image('image/heic'),
  'image/heif': image('image/heif'),
};

/** File-type names the codec of an Ogg file, and the newer names of others. */
const ALIASES: Readonly<Record<string, string>> = {
  'audio/ogg; codecs=opus': 'audio/ogg',
  'audio/opus': 'audio/ogg',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-wav': 'audio/wav',
  'audio/x-flac': 'audio/flac',
  'audio/mp3': 'audio/mpeg',
};

/** Boxes that movies also begin with: joined segments, padding. */
const MOVIE_STARTS = new Set(['styp', 'skip', 'sidx', 'pnot']);

/** What the bytes are, whatever a server calls them; null for anything the model cannot read. */
export async function sniff(head: Uint8Array): Promise<SniffedType | null> {
  const mime = (await fileTypeFromBuffer(head))?.mime;
  if (mime === undefined && MOVIE_STARTS.has(Buffer.from(head.subarray(4, 8)).toString('latin1'))) {
    return READABLE['video/mp4'] ?? null;
  }
  return mime === undefined ? null : (READABLE[ALIASES[mime] ?? mime] ?? null);
}
