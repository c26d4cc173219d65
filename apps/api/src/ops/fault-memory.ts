import { isoTime } from '@sets/clock';
import type { OpsFault } from '@sets/contract';
import type { Finding } from './attention.ts';

/** Since when findings last: what tells itself when it began says so, the rest counts from when it was first seen. */
export interface FaultMemory {
  name(findings: readonly Finding[], nowMs: number): OpsFault[];
}

/** A fault that comes and goes within this is one that lasts. */
const FORGET_MS = 15_000;

export function createFaultMemory(): FaultMemory {
  const known = new Map<string, { readonly sinceMs: number; readonly seenMs: number }>();
  return {
    name(findings, nowMs) {
      for (const [id, { seenMs }] of known) {
        if (nowMs - seenMs > FORGET_MS) {
          known.delete(id);
        }
      }
      return findings.map(({ sinceMs, ...finding }) => {
        const since = Math.min(known.get(finding.id)?.sinceMs ?? nowMs, sinceMs ?? nowMs);
        known.set(finding.id, { sinceMs: since, seenMs: nowMs });
        return { ...finding, since: isoTime(since) };
      });
    },
  };
}
