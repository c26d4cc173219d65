import { type Clock, createSingleFlight } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import type { Logger } from '@sets/service-kit';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { KEYS_KEPT_MS } from './keys-kept.ts';

/** Firebase asks to look again every six hours; the keys of a rotation are told days ahead. */
const LOOK_AGAIN_MS = 3_600_000;
/** Between two looks, whatever asks for them: a token that names a key which nobody has costs the issuer nothing. */
const LOOK_EVERY_MS = 60_000;
/** The same before there are any keys. */
const FIRST_LOOK_EVERY_MS = 5_000;
const FETCH_MS = 3_000;

export interface SigningKeysOptions {
  /** Where the issuer publishes them, as a JWK set. */
  readonly url: string;
  readonly fetch?: typeof fetch;
  readonly clock: Clock;
  readonly logger: Logger;
}

type KeyOf = ReturnType<typeof createLocalJWKSet>;

/**
 * The keys of an issuer, for `jwtVerify`. Looked for when a token first needs one, then once an hour beside the request
 * that finds them old, and for an unknown key id at most once a minute. What was last heard holds through an outage.
 *
 * @throws ProblemError `token_keys_unavailable` from the returned function, while there are no keys to be had
 */
export function createSigningKeys({ url, clock, logger, fetch: ask = fetch }: SigningKeysOptions): JWTVerifyGetKey {
  const looks = createSingleFlight<'look', void>();
  let known: { readonly keyOf: KeyOf; readonly sinceMs: number } | null = null;
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  const ageMs = (): number => (known === null ? Number.POSITIVE_INFINITY : clock.monotonic() - known.sinceMs);
  const mayLook = (): boolean =>
    clock.monotonic() - lookedAtMs >= (known === null ? FIRST_LOOK_EVERY_MS : LOOK_EVERY_MS);

  async function fetchKeys(): Promise<void> {
    lookedAtMs = clock.monotonic();
    try {
      const response = await ask(url, { signal: AbortSignal.timeout(FETCH_MS) });
      if (!response.ok) {
        throw new Error(`the key set answered ${response.status}`);
      }
      known = { keyOf: createLocalJWKSet((await response.json()) as JSONWebKeySet), sinceMs: clock.monotonic() };
    } catch (error) {
      logger.warn('The keys of App Check cannot be had; the last ones hold', { error, age_ms: ageMs() });
    }
  }

  /** Joins a look that is under way; begins one when it is time. */
  async function look(): Promise<void> {
    if (mayLook() || looks.underway('look') !== undefined) {
      await looks.run('look', fetchKeys);
    }
  }

  async function current(): Promise<KeyOf> {
    if (ageMs() >= KEYS_KEPT_MS) {
      await look();
    } else if (ageMs() >= LOOK_AGAIN_MS) {
      void look();
    }
    if (known === null || ageMs() >= KEYS_KEPT_MS) {
      throw new ProblemError('token_keys_unavailable', { retryAfterS: FIRST_LOOK_EVERY_MS / 1_000 });
    }
    return known.keyOf;
  }

  return async (header, token) => {
    const keyOf = await current();
    try {
      return await keyOf(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) {
        throw error;
      }
      await look();
      return await (await current())(header, token);
    }
  };
}
