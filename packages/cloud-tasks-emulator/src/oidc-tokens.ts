import { createHash } from 'node:crypto';
import type { Clock } from '@sets/clock';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import type { SigningKeyStore } from './signing-key-store.ts';

interface TokenRequest {
  readonly serviceAccountEmail: string;
  readonly audience: string;
}

export interface TokenIssuer {
  /** An RS256 identity token with the claims that Google's have; valid for one hour. */
  issue(request: TokenRequest): Promise<string>;
}

export interface SigningKey {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
}

const LIFETIME_S = 3600;
/** A token is handed out again while at least this much of its life remains, as the service does. */
const REUSE_ABOVE_S = 1800;

/** The stored key, or a new one that is stored, so that a restart does not invalidate what verifiers cached. */
export async function loadOrCreateSigningKey(store: SigningKeyStore): Promise<SigningKey> {
  let privateJwk = store.load();
  if (privateJwk === null) {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    privateJwk = await exportJWK(privateKey);
    store.save(privateJwk);
  }
  const { kty = 'RSA', n = '', e = '' } = privateJwk;
  const kid = await calculateJwkThumbprint({ kty, n, e });
  return { kid, privateJwk, publicJwk: { kty, n, e, kid, alg: 'RS256', use: 'sig' } };
}

/** A stable stand-in for the account's numeric id: 21 digits. */
const subjectOf = (email: string): string =>
  (BigInt(`0x${createHash('sha256').update(email).digest('hex')}`) % 10n ** 20n).toString().padStart(21, '1');

export async function createTokenIssuer(key: SigningKey, issuer: string, clock: Clock): Promise<TokenIssuer> {
  const signingKey = await importJWK(key.privateJwk, 'RS256');
  const issued = new Map<string, { token: Promise<string>; expiresAtS: number }>();

  function sign({ serviceAccountEmail, audience }: TokenRequest, issuedAtS: number): Promise<string> {
    const subject = subjectOf(serviceAccountEmail);
    return new SignJWT({ azp: subject, email: serviceAccountEmail, email_verified: true })
      .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt(issuedAtS)
      .setExpirationTime(issuedAtS + LIFETIME_S)
      .sign(signingKey);
  }

  return {
    issue(request) {
      const nowS = Math.floor(clock.now() / 1000);
      const cacheKey = `${request.serviceAccountEmail} ${request.audience}`;
      const known = issued.get(cacheKey);
      if (known !== undefined && known.expiresAtS - nowS > REUSE_ABOVE_S) {
        return known.token;
      }
      const token = sign(request, nowS);
      issued.set(cacheKey, { token, expiresAtS: nowS + LIFETIME_S });
      return token;
    },
  };
}
