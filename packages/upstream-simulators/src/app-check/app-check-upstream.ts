import { type Exchange, sendJson } from '../server/exchange.ts';
import { type AppCheckIssuer, TOKEN_TTL_S } from './app-check-issuer.ts';

const EXCHANGE = /^\/v1\/projects\/(\d+)\/apps\/([^/]+):exchangeDebugToken$/;

/**
 * Firebase App Check at APP_CHECK_BASE_URL: the keys, and a token for whoever asks, as the real service gives one for a
 * debug token that was registered.
 */
export const createAppCheckUpstream =
  (issuer: AppCheckIssuer) =>
  async ({ method, path, request, response, baseUrl }: Exchange): Promise<void> => {
    request.resume();
    const [, project, app] = EXCHANGE.exec(path) ?? [];
    if (method === 'GET' && path === '/v1/jwks') {
      return sendJson(response, 200, await issuer.keySet());
    }
    if (method === 'POST' && project !== undefined && app !== undefined) {
      const wanted = { project, app: decodeURIComponent(app), baseUrl: `${baseUrl}/app-check` };
      return sendJson(response, 200, { token: await issuer.issue(wanted), ttl: `${TOKEN_TTL_S}s` });
    }
    return sendJson(response, 404, { error: { code: 404, status: 'NOT_FOUND' } });
  };
