import { MAX_WAIT_S } from '@sets/contract';

/** Seconds of `Prefer: wait=n` (RFC 7240), capped; 0 when absent or malformed, as preferences are ignorable. */
export function preferredWaitS(header: string | undefined): number {
  if (header === undefined) {
    return 0;
  }
  for (const preference of header.split(',')) {
    const match = /^\s*wait\s*=\s*"?(\d+)"?\s*(?:;.*)?$/i.exec(preference);
    if (match?.[1] !== undefined) {
      return Math.min(Number(match[1]), MAX_WAIT_S);
    }
  }
  return 0;
}
