import type { Clock } from '@sets/clock';
import { sanitiseText } from '@sets/contract/text';
import { hideQueries } from '../log/hide-queries.ts';
import type { CheckFinding, UpstreamCheck } from './upstream-check.ts';

export interface UpstreamLine extends CheckFinding {
  readonly kind: UpstreamCheck['kind'];
  readonly name: string;
  /** Milliseconds the answer took; null when there was nothing to ask. */
  readonly latencyMs: number | null;
  /** What does not work now; null while it is ok. */
  readonly breaks: string | null;
}

export interface UpstreamReport {
  /** Whether the service could do its work: every vital thing has somebody who gives it. */
  readonly works: boolean;
  readonly lines: readonly UpstreamLine[];
}

/** A check that has not answered by then has failed. */
const TIMEOUT_MS = 15_000;
const MAX_DETAIL = 200;

/** Runs all checks side by side; never rejects. */
export async function runUpstreamChecks(clock: Clock, checks: readonly UpstreamCheck[]): Promise<UpstreamReport> {
  const lines = await Promise.all(checks.map((check) => runCheck(clock, check)));
  const given = new Set(checks.flatMap(({ vital }, index) => (lines[index]?.status === 'ok' ? vital : [])));
  return { works: checks.every(({ vital }) => vital.every((name) => given.has(name))), lines };
}

async function runCheck(clock: Clock, check: UpstreamCheck): Promise<UpstreamLine> {
  const { kind, name, breaks } = check;
  const stop = new AbortController();
  const late = Promise.withResolvers<CheckFinding>();
  const cancel = clock.schedule(() => {
    late.resolve({ status: 'failed', detail: `no answer within ${TIMEOUT_MS / 1_000} s` });
    stop.abort();
  }, TIMEOUT_MS);
  const startedAt = clock.monotonic();
  // Whatever hangs below a check, its line comes.
  const finding = await Promise.race([answerOf(check, stop.signal), late.promise]);
  cancel();
  const latencyMs = finding.status === 'skipped' ? null : Math.round(clock.monotonic() - startedAt);
  return { kind, name, ...finding, latencyMs, breaks: finding.status === 'ok' ? null : breaks };
}

/** Upstreams' own words stand in it. */
const shown = (detail: string): string => sanitiseText(hideQueries(detail), MAX_DETAIL);

async function answerOf(check: UpstreamCheck, signal: AbortSignal): Promise<CheckFinding> {
  try {
    const finding = await check.run(signal);
    return { ...finding, detail: shown(finding.detail) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { status: 'failed', detail: shown(message) };
  }
}
