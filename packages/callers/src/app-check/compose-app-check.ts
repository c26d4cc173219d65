import type { CallersContext } from '../callers-context.ts';
import { appCheckIssuer, type CallersConfig } from '../config/callers-config.ts';
import { type AppAuthenticator, createAppAuthenticator } from './app-authenticator.ts';
import type { AppCheckCounts } from './app-check-counts.ts';
import type { TokenVerifier } from './verify-token.ts';

/** Where nothing has to stay secret: production asks for one. */
const LOCAL_SECRET = 'local';

/** App Check as the environment describes it. */
export function composeAppCheck(
  config: CallersConfig,
  { clock, logger }: CallersContext,
  counts: AppCheckCounts,
): AppAuthenticator {
  const { issuer, keysUrl } = appCheckIssuer(config);
  const platforms = new Map(config.APP_CHECK_APPS.map(({ app, platform }) => [app, platform]));
  let made: Promise<TokenVerifier> | undefined;

  /** Loaded with the first token: what checks signatures is large, and a start should not wait for it. */
  async function makeVerifier(): Promise<TokenVerifier> {
    const [{ createSigningKeys }, { createTokenVerifier }] = await Promise.all([
      import('./signing-keys.ts'),
      import('./verify-token.ts'),
    ]);
    return createTokenVerifier({
      keyOf: createSigningKeys({ url: keysUrl, clock, logger }),
      issuer,
      audience: `projects/${config.APP_CHECK_PROJECT_NUMBER}`,
      apps: new Set(platforms.keys()),
      clock,
    });
  }

  return createAppAuthenticator({
    verifier: {
      async verify(token, beforeChecking) {
        made ??= makeVerifier();
        return await (await made).verify(token, beforeChecking);
      },
    },
    counts,
    platforms,
    idSecret: config.CALLER_ID_SECRET ?? LOCAL_SECRET,
  });
}
