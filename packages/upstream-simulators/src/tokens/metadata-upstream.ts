import { type Exchange, UpstreamError } from '../server/exchange.ts';
import type { PreparedCall, UpstreamBehaviour } from '../server/serve-call.ts';
import type { IssuedTokens } from './issued-tokens.ts';

const FLAVOR = { 'metadata-flavor': 'Google', server: 'Metadata Server for VM' } as const;
const PROJECT = 'sets-local';
const ACCOUNT = 'simulated@sets-local.iam.gserviceaccount.com';
const TOKEN_PATH = /^\/v1\/instance\/service-accounts\/[^/]+\/token$/;

/** What a Google client asks of the metadata server at `GCE_METADATA_HOST`: the token, and what it looks up around it. */
export const createMetadataUpstream =
  (tokens: IssuedTokens) =>
  (exchange: Exchange): UpstreamBehaviour => ({
    call: { upstream: 'tokens', location: null, model: null, content: exchange.path },
    prepare(): PreparedCall {
      exchange.request.resume();
      if (exchange.request.headers['metadata-flavor'] !== 'Google') {
        throw new UpstreamError(403, 'Missing Metadata-Flavor:Google header.', FLAVOR);
      }
      const text = answerTo(exchange.path, tokens);
      if (text === null) {
        throw new UpstreamError(404, 'Not Found', FLAVOR);
      }
      return {
        kind: null,
        key: exchange.path,
        answer: {
          sample: Buffer.from(text),
          contentType: 'application/json',
          write() {
            exchange.response.writeHead(200, { ...FLAVOR, 'content-type': 'application/json' });
            exchange.response.end(text);
          },
        },
      };
    },
    error: (status) => `Error ${status}`,
    ownFailureStatus: 503,
  });

function answerTo(path: string, tokens: IssuedTokens): string | null {
  if (TOKEN_PATH.test(path)) {
    const { token, expiresInS } = tokens.issue();
    return JSON.stringify({ access_token: token, expires_in: expiresInS, token_type: 'Bearer' });
  }
  switch (path) {
    case '/v1/instance':
    case '/v1/instance/':
      return '{}';
    case '/v1/project/project-id':
      return PROJECT;
    case '/v1/universe/universe-domain':
    case '/v1/universe/universe_domain':
      return 'googleapis.com';
    case '/v1/instance/service-accounts/default/email':
      return ACCOUNT;
    default:
      return null;
  }
}
