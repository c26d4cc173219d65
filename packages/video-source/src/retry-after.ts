/** Seconds asked for by a `Retry-After` header, given as seconds or as an HTTP date. */
export function retryAfterS(header: string | null, nowMs: number): number | undefined {
  if (header === null) {
    return undefined;
  }
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - nowMs) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
