import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.m4v': 'video/x-m4v',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.heic': 'image/heic',
};

export interface MediaFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly sha256: string;
  /** What a model that sees this file would read and hear, from its sidecar; null where there is none. */
  readonly onScreen: string | null;
  readonly speech: string | null;
}

export interface MediaLibrary {
  get(name: string): MediaFile | null;
  bySha256(sha256: string): MediaFile | null;
}

/** A sidecar `name.txt` has sections `[on_screen]` and `[speech]`. */
function readSidecar(path: string): Pick<MediaFile, 'onScreen' | 'speech'> {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const section = (name: string): string | null =>
    new RegExp(`^\\[${name}\\]\\n([\\s\\S]*?)(?=^\\[|(?![\\s\\S]))`, 'm').exec(text)?.[1]?.trim() || null;
  return { onScreen: section('on_screen'), speech: section('speech') };
}

/** Loads every media file of a folder into memory; there are few and they are small. */
export function loadMediaLibrary(folder: string): MediaLibrary {
  const files = new Map<string, MediaFile>();
  const digests = new Map<string, MediaFile>();
  for (const name of readdirSync(folder)) {
    const contentType = TYPES[extname(name)];
    if (contentType === undefined) {
      continue;
    }
    const bytes = readFileSync(join(folder, name));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = { name, bytes, contentType, sha256, ...readSidecar(join(folder, `${name}.txt`)) };
    files.set(name, file);
    digests.set(sha256, file);
  }
  return { get: (name) => files.get(name) ?? null, bySha256: (sha256) => digests.get(sha256) ?? null };
}
