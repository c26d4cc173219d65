import { createHash } from 'node:crypto';
import { ProblemError } from '@sets/contract';
import { becauseOf } from './deadline.ts';
import type { ServiceWatch } from './service-watch.ts';
import { SNIFF_BYTES, type SniffedType, sniff } from './sniff.ts';
import type { Visit } from './untrusted/visit-host.ts';

/** A place that keeps files for a day or two, for those too large to be sent inline. */
export interface Staging {
  /**
   * Stores the stream and answers with a URI that the model can open. Must not leave an object behind when the stream
   * fails; a ProblemError is passed on.
   */
  stage(
    file: { readonly body: AsyncIterable<Uint8Array>; readonly mimeType: string },
    options: { readonly signal: AbortSignal },
  ): Promise<string>;
}

/** Ten minutes of 1080p; what is larger is no short workout video. */
export const MAX_STAGED_BYTES = 200 * 1024 * 1024;

/** What makes a file unavailable here is our own bucket, whoever serves the file. */
export class StagingFailure extends Error {
  override readonly name = 'StagingFailure';

  constructor(cause: unknown) {
    super('the staging bucket failed', { cause });
  }
}

/**
 * The same place; its failure is a StagingFailure, and an UpstreamOutage when it fails for everybody. A stream that
 * breaks is not its fault.
 */
export function watchStaging(staging: Staging, watch: ServiceWatch): Staging {
  return {
    async stage({ body, mimeType }, options) {
      const request = watch.begin('staging');
      const explain = (failure: unknown): unknown => request.explain(new StagingFailure(failure));
      let sourceFailed = false;
      async function* observed(): AsyncGenerator<Uint8Array> {
        try {
          yield* body;
        } catch (error) {
          sourceFailed = true;
          throw error;
        }
      }
      try {
        const uri = await staging.stage({ body: observed(), mimeType }, options);
        request.answered();
        return uri;
      } catch (error) {
        if (sourceFailed || options.signal.aborted) {
          throw error;
        }
        throw error instanceof ProblemError
          ? becauseOf(error, explain(error.cause))
          : new ProblemError('media_unavailable', { cause: explain(error) });
      }
    },
  };
}

async function readHead(source: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let length = 0; length < SNIFF_BYTES; ) {
    const next = await source.next();
    if (next.done) {
      break;
    }
    chunks.push(next.value);
    length += next.value.length;
  }
  return Buffer.concat(chunks);
}

async function* limited(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  onEnd: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let length = head.length;
  try {
    yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      length += next.value.length;
      if (length > MAX_STAGED_BYTES) {
        throw new ProblemError('media_too_large');
      }
      yield next.value;
    }
  } finally {
    onEnd(length);
    await rest.return?.();
  }
}

interface StageLinkDeps {
  readonly staging: Staging;
  readonly onStaged: (bytes: number) => void;
  readonly visit: Visit;
}

const watched = (
  source: AsyncIterator<Uint8Array>,
  visit: Visit,
  onPart: (part: Uint8Array) => unknown,
): AsyncIterator<Uint8Array> => ({
  async next() {
    visit.working(false);
    const next = await source.next();
    if (!next.done) {
      visit.received(next.value.length);
      onPart(next.value);
    }
    // Until the next part is asked for, and after the last one, the bucket is at it.
    visit.working(true);
    return next;
  },
  return: async () => (await source.return?.()) ?? { done: true, value: undefined },
});

/** Streams a link into the bucket without holding it; null when the link gives nothing that the model can read. */
export async function stageLink(
  { staging, onStaged, visit }: StageLinkDeps,
  url: string,
): Promise<{ readonly uri: string; readonly type: SniffedType; readonly sha256: string } | null> {
  const { signal } = visit;
  const response = await visit.fetch(url, { signal, headers: { accept: 'video/*,image/*' } });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    return null;
  }
  const hash = createHash('sha256');
  const source = watched(response.body[Symbol.asyncIterator](), visit, (part) => hash.update(part));
  const head = await readHead(source);
  const type = await sniff(head);
  if (type === null) {
    await source.return?.();
    return null;
  }
  const uri = await staging.stage({ body: limited(head, source, onStaged), mimeType: type.mimeType }, { signal });
  return { uri, type, sha256: hash.digest('hex') };
}
