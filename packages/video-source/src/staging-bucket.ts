import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Bucket } from '@google-cloud/storage';
import { envUrl, standIn } from '@sets/service-kit/config';
import { z } from 'zod';
import type { Staging } from './staging.ts';

export const stagingConfigShape = {
  STAGING_BUCKET: z
    .string()
    .optional()
    .describe(
      'Bucket whose objects live for one day, for media above 14 MB; with an API key the Gemini API keeps them instead. Without both they are refused.',
    ),
  STAGING_BASE_URL: standIn(envUrl().optional()).describe('A Cloud Storage stand-in, for local use.'),
};

export interface StagingBucketOptions {
  readonly bucket: string;
  readonly project: string;
  /** A stand-in's address; Google's unless given. */
  readonly baseUrl?: string;
}

/**
 * Cloud Storage as the place for large media. One upload per file, not resumable, so that a stream that breaks leaves
 * no object; the bucket's lifecycle rule deletes what was stored after a day. The client is loaded when first needed:
 * most posts fit inline.
 */
export function createStagingBucket({ bucket: name, project, baseUrl }: StagingBucketOptions): Staging {
  let opened: Promise<Bucket> | undefined;
  const open = async (): Promise<Bucket> => {
    const { Storage } = await import('@google-cloud/storage');
    const storage = new Storage({
      projectId: project,
      retryOptions: { autoRetry: false },
      ...(baseUrl === undefined ? {} : { apiEndpoint: baseUrl, useAuthWithCustomEndpoint: false }),
    });
    return storage.bucket(name);
  };
  return {
    async stage({ body, mimeType }, { signal }) {
      opened ??= open();
      const file = (await opened).file(randomUUID());
      const upload = file.createWriteStream({ resumable: false, contentType: mimeType, validation: false });
      await pipeline(Readable.from(body, { objectMode: false }), upload, { signal });
      return `gs://${name}/${file.name}`;
    },
  };
}
