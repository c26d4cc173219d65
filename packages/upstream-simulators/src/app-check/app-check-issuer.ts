import type { Clock } from '@sets/clock';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';

export const TOKEN_TTL_S = 3_600;

export interface AppCheckTokenRequest {
  /** Number of the project. */
  readonly project: string;
  /** Firebase's id of the app. */
  readonly app: string;
  /** Address of the service, whose tokens name it and the project. */
  readonly baseUrl: string;
  /** Claims that are to be otherwise than the real ones. */
  readonly claims?: JWTPayload;
}

/** Signs App Check tokens with the claims and headers that Firebase's have. */
export interface AppCheckIssuer {
  keySet(): Promise<JSONWebKeySet>;
  issue(request: AppCheckTokenRequest): Promise<string>;
}

/** Its key is made when it is first needed, and forgotten with the process. */
export function createAppCheckIssuer(clock: Pick<Clock, 'now'>): AppCheckIssuer {
  let made: ReturnType<typeof makeKey> | undefined;
  function key(): ReturnType<typeof makeKey> {
    made ??= makeKey();
    return made;
  }

  return {
    keySet: async () => ({ keys: [(await key()).publicJwk] }),
    async issue({ project, app, baseUrl, claims = {} }) {
      const { privateKey, publicJwk } = await key();
      const nowS = Math.floor(clock.now() / 1_000);
      const usual = {
        ...{ iss: `${baseUrl}/${project}`, aud: [`projects/${project}`], sub: app, provider: 'debug' },
        ...{ iat: nowS, exp: nowS + TOKEN_TTL_S },
      };
      return await new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: publicJwk.kid })
        .sign(privateKey);
    },
  };
}

async function makeKey() {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = await exportJWK(publicKey);
  const publicJwk: JWK & { readonly kid: string } = {
    ...jwk,
    kid: await calculateJwkThumbprint(jwk),
    alg: 'RS256',
    use: 'sig',
  };
  return { privateKey, publicJwk };
}
