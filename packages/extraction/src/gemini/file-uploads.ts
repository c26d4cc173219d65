import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ApiError, type File, FileState, GoogleGenAI } from '@google/genai';
import { type Clock, sleep } from '@sets/clock';
import { ProblemError } from '@sets/contract';

export interface FileUploadsOptions {
  readonly apiKey: string;
  readonly baseUrl?: string | undefined;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock: Clock;
}

/** Where media too large for a request go without Vertex AI: the Gemini API keeps an upload for two days. */
export interface FileUploads {
  /**
   * Uploads the stream and answers with the URI that a request may name, once the service has processed it.
   *
   * @throws ProblemError `media_unsupported` when it cannot be processed, `media_too_large`, `model_unauthorized`; what
   * the stream throws; the abort reason; anything else is the service's or the way there
   */
  stage(
    file: { readonly body: AsyncIterable<Uint8Array>; readonly mimeType: string },
    options: { readonly signal: AbortSignal },
  ): Promise<string>;
}

/** Uploads at once; each keeps its file on disk meanwhile, which in the cloud is memory. */
const AT_ONCE = 2;
/** A minute of video takes a few seconds to process. */
const LOOK_EVERY_MS = 1_000;

export function createFileUploads({ apiKey, baseUrl, fetch, clock }: FileUploadsOptions): FileUploads {
  const { files } = new GoogleGenAI({
    apiKey,
    vertexai: false,
    httpOptions: {
      apiVersion: 'v1beta',
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(fetch === undefined ? {} : { fetch }),
    },
  });
  const turns = createTurns(AT_ONCE);

  const untilProcessed = async (sent: File, signal: AbortSignal): Promise<string> => {
    let file = sent;
    while (file.state === FileState.PROCESSING) {
      await sleep(clock, LOOK_EVERY_MS, signal);
      signal.throwIfAborted();
      file = await files.get({ name: file.name ?? '' });
    }
    if (file.state === FileState.FAILED || file.uri === undefined) {
      throw new ProblemError('media_unsupported', { cause: new Error(file.error?.message) });
    }
    return file.uri;
  };

  return {
    async stage({ body, mimeType }, { signal }) {
      const release = await turns.take();
      const path = join(tmpdir(), `upload-${randomUUID()}`);
      try {
        signal.throwIfAborted();
        await pipeline(body, createWriteStream(path), { signal });
        // The SDK does not hear of the signal between its pieces.
        const sent = await raceAbort(files.upload({ file: path, config: { mimeType } }), signal);
        return await untilProcessed(sent, signal);
      } catch (error) {
        signal.throwIfAborted();
        throw error instanceof ApiError ? toProblem(error) : error;
      } finally {
        await rm(path, { force: true });
        release();
      }
    },
  };
}

function toProblem(error: ApiError): Error {
  if (error.status === 413) {
    return new ProblemError('media_too_large', { cause: error });
  }
  if (error.status === 401 || error.status === 403 || error.message.includes('API_KEY_INVALID')) {
    return new ProblemError('model_unauthorized', { cause: error });
  }
  return error;
}

async function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    // Whatever becomes of the work that lost, nobody waits for it.
    work.catch(() => {});
  }
}

/** Lets so many in at a time, the others in the order in which they came. */
function createTurns(atOnce: number) {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) {
      free += 1;
    } else {
      next();
    }
  };
  return {
    /** Resolves with how to give the turn back. */
    async take(): Promise<() => void> {
      if (free > 0) {
        free -= 1;
      } else {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      return release;
    },
  };
}
