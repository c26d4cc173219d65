import { z } from 'zod';
import { PLATFORMS } from './platforms.ts';

export const platformSchema = z.enum(PLATFORMS);

/** What a post turned out to be. `video` until the metadata says otherwise. */
export const contentKindSchema = z.enum(['video', 'image', 'slideshow', 'mixed']);
export type ContentKind = z.infer<typeof contentKindSchema>;

/** One post, whatever link it was shared by. `content_id` is unique within its platform. */
export const contentRefSchema = z.object({
  platform: platformSchema,
  content_id: z.string().min(1).max(200),
  kind: contentKindSchema,
  canonical_url: z.url().max(2048),
});
export type ContentRef = z.infer<typeof contentRefSchema>;

export const sourceSchema = contentRefSchema.extend({
  submitted_url: z.string().max(2048),
  author: z.string().nullable(),
  title: z.string().nullable(),
  /** Seconds; null for images and where the platform does not say. */
  duration_s: z.number().nonnegative().nullable(),
  thumbnail_url: z.string().nullable(),
});
export type Source = z.infer<typeof sourceSchema>;
