/** Every form of an HTTP date names its weekday first; `Date.parse` alone would take almost anything. */
const HTTP_DATE = /^(mon|tue|wed|thu|fri|sat|sun)/i;
const NUMBER = /^\d+(\.\d+)?$/;

/**
 * How long a `Retry-After` header asks to wait, in milliseconds from `nowMs` (Unix time); null when it says nothing
 * that can be understood. Takes seconds, fractions too, and HTTP dates (RFC 9110, 10.2.3).
 */
export function parseRetryAfter(value: string | null | undefined, nowMs: number): number | null {
  const text = value?.trim() ?? '';
  if (NUMBER.test(text)) {
    return Number(text) * 1_000;
  }
  const date = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

/** As `parseRetryAfter`, from an answer's headers. Some gateways add `retry-after-ms`: it is finer, so it wins. */
export function retryAfterFromHeaders(headers: { get(name: string): string | null }, nowMs: number): number | null {
  const fine = headers.get('retry-after-ms')?.trim() ?? '';
  return NUMBER.test(fine) ? Number(fine) : parseRetryAfter(headers.get('retry-after'), nowMs);
}
