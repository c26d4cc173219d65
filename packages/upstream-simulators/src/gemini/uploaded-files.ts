import { randomBytes } from 'node:crypto';
import type { Clock } from '@sets/clock';

export interface UploadedFile {
  /** `files/…`. */
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
  readonly createdAtMs: number;
}

/** What the Gemini API keeps of uploads: for two days, and usable once processed. */
export interface UploadedFiles {
  /** Announces an upload; answers with its id. */
  begin(mimeType: string): string;
  /** Adds a piece; false for an id that was not announced. */
  append(uploadId: string, piece: Buffer): boolean;
  /** Makes a file of the pieces. */
  finish(uploadId: string): UploadedFile | null;
  find(name: string): UploadedFile | null;
  isReady(file: UploadedFile): boolean;
  remove(name: string): boolean;
}

const KEPT_MS = 48 * 3_600_000;

/** Name of the file that a URI of the Gemini API leads to; null for any other. */
export const fileNameOf = (uri: string): string | null => /\/v1beta\/(files\/[a-z0-9]+)$/.exec(uri)?.[1] ?? null;

/** `processingMs` passes before a file can be used. */
export function createUploadedFiles(clock: Clock, processingMs: number): UploadedFiles {
  const announced = new Map<string, { readonly mimeType: string; readonly pieces: Buffer[] }>();
  const files = new Map<string, UploadedFile>();
  return {
    begin(mimeType) {
      const id = randomBytes(12).toString('hex');
      announced.set(id, { mimeType, pieces: [] });
      return id;
    },
    append(uploadId, piece) {
      const upload = announced.get(uploadId);
      upload?.pieces.push(piece);
      return upload !== undefined;
    },
    finish(uploadId) {
      const upload = announced.get(uploadId);
      if (upload === undefined) {
        return null;
      }
      announced.delete(uploadId);
      const name = `files/${randomBytes(6).toString('hex')}`;
      const { mimeType, pieces } = upload;
      const file = { name, mimeType, bytes: Buffer.concat(pieces), createdAtMs: clock.now() };
      files.set(name, file);
      return file;
    },
    find(name) {
      const file = files.get(name);
      return file === undefined || clock.now() - file.createdAtMs > KEPT_MS ? null : file;
    },
    isReady: (file) => clock.now() - file.createdAtMs >= processingMs,
    remove: (name) => files.delete(name),
  };
}
