/** Recorded links live for hours; six is enough for any demo and short enough to expire in a test with a clock. */
const LINK_LIFE_MS = 6 * 3_600_000;

/** Adds what the platforms' CDNs add: an expiry in Unix seconds and a signature (that nobody checks here). */
export function signLink(url: string, nowMs: number): string {
  const expiresS = Math.floor((nowMs + LINK_LIFE_MS) / 1000);
  return `${url}?x-expires=${expiresS}&x-signature=simulated`;
}

export function isExpired(query: URLSearchParams, nowMs: number): boolean {
  const expiresS = Number(query.get('x-expires') ?? Number.POSITIVE_INFINITY);
  return nowMs / 1000 >= expiresS;
}
