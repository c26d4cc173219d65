import { textOfBytes } from '@sets/service-kit';
import type { JobAnswer } from './job-answer.ts';

/** Milliseconds after which a client that lost its stream should come back. */
const RETRY_MS = 2_000;

/** The pieces of a stream of server-sent events. JSON has no line breaks, so one `data` line holds a job. */
export const eventText = {
  opening: `retry: ${RETRY_MS}\n\n`,
  heartbeat: ': alive\n\n',
  closing: (why: string) => `: ${why}\n\n`,
  state: ({ updated, body }: JobAnswer) => `id: ${updated}\nevent: job\ndata: ${textOfBytes(body.bytes)}\n\n`,
};
