import type { Clock } from '@sets/clock';
import { listen } from '@sets/service-kit';
import { type AppCheckIssuer, createAppCheckIssuer } from '@sets/upstream-simulators';
import { exportPKCS8, generateKeyPair, importPKCS8, SignJWT } from 'jose';

export const PROJECT = '1234567890';
export const IOS_APP = '1:1234567890:ios:0a1b2c3d';
export const ANDROID_APP = '1:1234567890:android:4e5f6a7b';

/** The keys of an issuer at an address of their own, and tokens that are right or wrong in one way each. */
export async function startAppCheckService(clock: Pick<Clock, 'now'>) {
  let issuer: AppCheckIssuer = createAppCheckIssuer(clock);
  let down = false;
  let looks = 0;
  const server = await listen(
    async (request, response) => {
      looks += request.url === '/v1/jwks' ? 1 : 0;
      if (down) {
        response.writeHead(503).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(await issuer.keySet()));
    },
    { port: 0 },
  );
  const baseUrl = server.url;
  const foreign = await generateKeyPair('RS256', { extractable: true });

  const token = (app = IOS_APP, claims: Record<string, unknown> = {}) =>
    issuer.issue({ app, project: PROJECT, baseUrl, claims });

  /** A token signed by a key that is not the issuer's. */
  async function forged(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Promise<string> {
    const nowS = Math.floor(clock.now() / 1_000);
    const right = {
      iss: `${baseUrl}/${PROJECT}`,
      aud: [`projects/${PROJECT}`],
      sub: IOS_APP,
      iat: nowS,
      exp: nowS + 60,
    };
    return await new SignJWT({ ...right, ...claims })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...header })
      .sign(await importPKCS8(await exportPKCS8(foreign.privateKey), 'RS256'));
  }

  return {
    baseUrl,
    token,
    forged,
    env: {
      APP_CHECK_MODE: 'enforce',
      APP_CHECK_BASE_URL: baseUrl,
      APP_CHECK_PROJECT_NUMBER: PROJECT,
      APP_CHECK_APPS: `${IOS_APP}=ios, ${ANDROID_APP}=android`,
      CALLER_ID_SECRET: 'a-secret-of-thirty-two-characters',
    },
    /** How often the keys were asked for. */
    looks: (): number => looks,
    fail: (fails: boolean): void => {
      down = fails;
    },
    rotate: (): void => {
      issuer = createAppCheckIssuer(clock);
    },
    close: () => server.close({ graceMs: 0 }),
  };
}
