/** Bodies nest a few levels; what lies deeper is not worth a walk through a hostile one. */
const MAX_DEPTH = 8;

/**
 * How long `google.rpc.RetryInfo` in an error body asks to wait, in milliseconds; null when the body holds none.
 * Streams wrap the error in an array, and a client may nest one body as text in another's message: both are found.
 */
export const retryInfoFromBody = (body: string): number | null => findRetryInfo(body, 0);

function findRetryInfo(node: unknown, depth: number): number | null {
  if (depth > MAX_DEPTH) {
    return null;
  }
  if (typeof node === 'string') {
    return node.includes('RetryInfo') ? findRetryInfo(parseObject(node), depth + 1) : null;
  }
  if (typeof node !== 'object' || node === null) {
    return null;
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

function parseObject(text: string): object | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' ? parsed : null;
  } catch {
    return null;
  }
}

/** A protobuf duration: `"1.5s"` in JSON, `{seconds, nanos}` where a client has decoded it. */
function parseDuration(value: unknown): number | null {
  if (typeof value === 'string') {
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(value.trim())?.[1];
    return seconds === undefined ? null : Number(seconds) * 1_000;
  }
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const seconds = 'seconds' in value ? Number(value.seconds) : 0;
  const nanos = 'nanos' in value ? Number(value.nanos) : 0;
  const ms = seconds * 1_000 + nanos / 1e6;
  return Number.isFinite(ms) && ms >= 0 ? ms : null;
}
