/**
 * How long an upstream asks us to wait, in milliseconds from `nowMs` (Unix time); undefined when it does not say.
 * The body's RetryInfo is exact and wins; then `retry-after-ms`, then `Retry-After` in seconds or as an HTTP date.
 */
export function readRetryAfter(headers: Headers, body: string, nowMs: number): number | undefined {
  const info = /"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"/.exec(body)?.[1];
  if (info !== undefined) {
    return Number(info) * 1000;
  }
  const exact = headers.get('retry-after-ms');
  if (exact !== null && /^\d+(?:\.\d+)?$/.test(exact.trim())) {
    return Number(exact);
  }
  const header = headers.get('retry-after')?.trim();
  if (header === undefined || header === '') {
    return undefined;
  }
  if (/^\d+(?:\.\d+)?$/.test(header)) {
    return Number(header) * 1000;
  }
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
