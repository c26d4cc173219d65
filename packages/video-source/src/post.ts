import type { ContentRef, Warning } from '@sets/contract';

/** One rendition of a file. `urls` hold the same bytes on different hosts. */
export interface MediaVariant {
  readonly urls: readonly string[];
  /** As the platform states it; null when it does not. */
  readonly bytes: number | null;
}

export interface MediaFile {
  readonly kind: 'video' | 'image';
  /** Best first; later ones are smaller. */
  readonly variants: readonly MediaVariant[];
}

export type MediaPlan =
  | { readonly kind: 'files'; readonly files: readonly MediaFile[] }
  /** Fetched by the model itself. */
  | { readonly kind: 'uri'; readonly uri: string; readonly mimeType: string };

export interface Transcript {
  /** BCP 47 as the platform gives it. */
  readonly language: string | null;
  readonly text: string;
}

/** Of a post whose video the platform did not hand out. */
export const COVER_ONLY: Warning = {
  code: 'video_not_available',
  message: 'The platform did not give the video; the answer is made from the words and the cover.',
};

export interface Post {
  readonly ref: ContentRef;
  readonly author: string | null;
  readonly title: string | null;
  readonly caption: string | null;
  readonly transcript: Transcript | null;
  /** Seconds; null for images and where the platform does not say. */
  readonly durationS: number | null;
  readonly thumbnailUrl: string | null;
  readonly media: MediaPlan;
  /** What the platform did not give, for whoever reads the result. */
  readonly warnings: readonly Warning[];
}

/** A post of which nothing is known but where its media are. */
export const barePost = (ref: ContentRef, media: MediaPlan): Post => ({
  ref,
  author: null,
  title: null,
  caption: null,
  transcript: null,
  durationS: null,
  thumbnailUrl: null,
  media,
  warnings: [],
});

export type MediaPart =
  | { readonly kind: 'inline'; readonly mimeType: string; readonly data: Buffer<ArrayBuffer> }
  | {
      readonly kind: 'uri';
      readonly mimeType: string;
      readonly uri: string;
      /** Only the first `endS` seconds shall be read. */
      readonly clip?: { readonly endS: number };
    };

export interface Media {
  readonly parts: readonly MediaPart[];
  /** Bytes held in memory by the inline parts. */
  readonly bytes: number;
  /** Seconds, as read from the files; null when no file says, or for images. */
  readonly durationS: number | null;
  /** Of the one file that was staged and is not held here; null otherwise. */
  readonly stagedSha256: string | null;
  /** What was left out of a post of several files. */
  readonly warnings: readonly Warning[];
}
