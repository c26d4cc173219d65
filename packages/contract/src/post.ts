import { z } from 'zod';
import { PLATFORMS } from './platforms.ts';

export const platformSchema = z.enum(PLATFORMS).meta({ id: 'Platform', description: 'Where a post comes from.' });

/** What a post turned out to be. `video` until the metadata says otherwise. */
export const contentKindSchema = z.enum(['video', 'image', 'slideshow', 'mixed']);
export type ContentKind = z.infer<typeof contentKindSchema>;

/** One post, whatever link it was shared by. */
export const contentRefSchema = z.object({
  platform: platformSchema,
  content_id: z.string().min(1).max(200).describe('Unique within its platform.'),
  kind: contentKindSchema,
  canonical_url: z.url().max(2048).describe('The one link that all share forms lead to.'),
});
export type ContentRef = z.infer<typeof contentRefSchema>;

export const sourceSchema = contentRefSchema
  .extend({
    submitted_url: z.string().max(2048).describe('The link as it was submitted.'),
    author: z.string().nullable(),
    title: z.string().nullable(),
    duration_s: z
      .number()
      .nonnegative()
      .nullable()
      .describe('Seconds; null for images and where the platform does not say.'),
    thumbnail_url: z.string().nullable(),
  })
  .meta({ id: 'Source', description: 'The post behind a job.' });
export type Source = z.infer<typeof sourceSchema>;
