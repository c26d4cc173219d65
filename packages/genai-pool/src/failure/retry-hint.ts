/**
 * How long an upstream asks to be left alone, in ms; null when it does not say. Bounds are the cooldown's business.
 * Understands `Retry-After` in seconds (fractions too) and as an HTTP date.
 */
export function parseRetryAfter(value: string | null | undefined, nowMs: number): number | null {
  const text = value?.trim() ?? '';
  if (text === '') {
    return null;
  }
  if (/^\d+(\.\d+)?$/.test(text)) {
    return Number(text) * 1000;
  }
  // Every form of an HTTP date names its weekday first; Date.parse alone would take almost anything.
  if (!/^(mon|tue|wed|thu|fri|sat|sun)/i.test(text)) {
    return null;
  }
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

/** `retry-after-ms` is what some gateways add; it wins because it is the finer one. */
export function retryHintFromHeaders(headers: { get(name: string): string | null }, nowMs: number): number | null {
  const fine = headers.get('retry-after-ms')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(fine)) {
    return Number(fine);
  }
  return parseRetryAfter(headers.get('retry-after'), nowMs);
}

/** Finds `google.rpc.RetryInfo` in an error body as Google's APIs write it: `"retryDelay": "34.07s"`. */
export function retryHintFromBody(body: string): number | null {
  if (!body.includes('RetryInfo')) {
    return null;
  }
  return findRetryInfo(parseJson(body), 0);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Streams wrap the error in an array and the SDK may nest one body in another's message: look everywhere, not deep. */
function findRetryInfo(node: unknown, depth: number): number | null {
  if (depth > 8 || typeof node !== 'object' || node === null) {
    return typeof node === 'string' && depth < 8 && node.includes('RetryInfo')
      ? findRetryInfo(parseJson(node), depth + 1)
      : null;
  }
  if ('@type' in node && String(node['@type']).endsWith('RetryInfo') && 'retryDelay' in node) {
    return parseDuration(node.retryDelay);
  }
  for (const child of Object.values(node)) {
    const found = findRetryInfo(child, depth + 1);
    if (found !== null) {
      return found;
    }
  }
  return null;
}

/** A protobuf duration: `"1.5s"` in JSON, `{seconds, nanos}` where a client has decoded it. */
function parseDuration(value: unknown): number | null {
  if (typeof value === 'string') {
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(value.trim())?.[1];
    return seconds === undefined ? null : Number(seconds) * 1000;
  }
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const seconds = 'seconds' in value ? Number(value.seconds) : 0;
  const nanos = 'nanos' in value ? Number(value.nanos) : 0;
  const ms = seconds * 1000 + nanos / 1e6;
  return Number.isFinite(ms) && ms >= 0 ? ms : null;
}
