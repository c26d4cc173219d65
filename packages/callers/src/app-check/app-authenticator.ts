import { createHmac } from 'node:crypto';
import type { Caller, GuardedRequest } from '@sets/service-kit';
import { networkOf } from '../limits/network-of.ts';
import type { AppCheckCounts } from './app-check-counts.ts';
import { type AppPlatform, platformOf } from './platform-of.ts';
import type { TokenVerifier } from './verify-token.ts';

/** What became of looking for an App Check token. */
export type AppFinding =
  | { readonly kind: 'verified'; readonly caller: Caller }
  | { readonly kind: 'unverified' }
  | { readonly kind: 'invalid' | 'undetermined'; readonly cause: unknown };

export interface AppAuthenticator {
  /**
   * Looks for a token, judges it, and counts what it found. `beforeChecking` is called before a signature is checked,
   * and may refuse by throwing. With `ifShown` a request without a token counts for nothing: it had something else.
   */
  find(
    request: GuardedRequest,
    beforeChecking: () => void,
    options?: { readonly ifShown: boolean },
  ): Promise<AppFinding>;
}

export interface AppAuthenticatorOptions {
  readonly verifier: TokenVerifier;
  readonly counts: AppCheckCounts;
  /** What each of our apps runs on. */
  readonly platforms: ReadonlyMap<string, AppPlatform>;
  /** Makes pseudonyms of networks, which nobody without it can turn back by trying them all. */
  readonly idSecret: string;
}

const HEADER = 'x-firebase-appcheck';

export function createAppAuthenticator(options: AppAuthenticatorOptions): AppAuthenticator {
  const { verifier, counts, platforms, idSecret } = options;

  /** A token names the app and not who uses it: the network it comes from tells users apart. */
  function callerOf(app: string, platform: AppPlatform, address: string): Caller {
    const id = createHmac('sha256', idSecret)
      .update(`${app}\n${networkOf(address)}`)
      .digest('base64url')
      .slice(0, 22);
    return { id: `app_${id}`, kind: 'app_check', scopes: ['submit'], app, platform };
  }

  return {
    async find(request, beforeChecking, { ifShown } = { ifShown: false }) {
      const token = request.header(HEADER);
      const guessed = platformOf(request.header('user-agent'));
      if (token === undefined || token === '') {
        if (!ifShown) {
          counts.count('unverified', null, guessed);
        }
        return { kind: 'unverified' };
      }
      const verdict = await verifier.verify(token, beforeChecking);
      if (verdict.kind === 'verified') {
        const platform = platforms.get(verdict.app) ?? guessed;
        counts.count('verified', verdict.app, platform);
        return { kind: 'verified', caller: callerOf(verdict.app, platform, request.address()) };
      }
      const claimed = verdict.kind === 'invalid' ? verdict.claims : null;
      counts.count(verdict.kind, claimed, (claimed === null ? undefined : platforms.get(claimed)) ?? guessed);
      return { kind: verdict.kind, cause: verdict.cause };
    },
  };
}
