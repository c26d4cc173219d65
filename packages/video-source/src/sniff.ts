import { fileTypeFromBuffer } from 'file-type';

/** Enough for every signature that file-type knows. */
export const SNIFF_BYTES = 4100;

export interface SniffedType {
  readonly kind: 'video' | 'image';
  /** As the model wants to be told. */
  readonly mimeType: string;
  readonly container: 'mp4' | 'webm' | null;
}

const video = (mimeType: string, container: 'mp4' | 'webm'): SniffedType => ({ kind: 'video', mimeType, container });
const image = (mimeType: string): SniffedType => ({ kind: 'image', mimeType, container: null });

const READABLE: Readonly<Record<string, SniffedType>> = {
  'video/mp4': video('video/mp4', 'mp4'),
  'video/x-m4v': video('video/mp4', 'mp4'),
  'video/quicktime': video('video/quicktime', 'mp4'),
  'video/3gpp': video('video/3gpp', 'mp4'),
  'video/3gpp2': video('video/3gpp', 'mp4'),
  'video/webm': video('video/webm', 'webm'),
  'image/jpeg': image('image/jpeg'),
  'image/png': image('image/png'),
  'image/webp': image('image/webp'),
  'image/heic': image('image/heic'),
  'image/heif': image('image/heif'),
};

/** What the bytes are, whatever a server calls them; null for anything the model cannot read. */
export async function sniff(head: Uint8Array): Promise<SniffedType | null> {
  const type = await fileTypeFromBuffer(head);
  return type === undefined ? null : (READABLE[type.mime] ?? null);
}
