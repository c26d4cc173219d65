import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';
import { ListenError, type ListeningServer } from './listening.ts';

export interface JwksServerOptions {
  readonly host: string;
  readonly port: number;
  readonly publicJwk: JWK;
  /** Overrides the address of this server as the issuer. */
  readonly issuer?: string;
}

/** Serves `/.well-known/openid-configuration` and `/jwks`, as an issuer of identity tokens does. */
export async function startJwksServer(options: JwksServerOptions): Promise<ListeningServer & { issuer: string }> {
  const bodies = new Map<string, object>([['/jwks', { keys: [options.publicJwk] }]]);
  const server = createServer((request, response) => {
    const body = bodies.get(request.url ?? '');
    response.writeHead(body === undefined ? 404 : 200, {
      'Content-Type': 'application/json',
      'Cache-Control': 'public, max-age=300',
    });
    response.end(JSON.stringify(body ?? { error: 'not found' }));
  });
  server.listen(options.port, options.host);
  await once(server, 'listening').catch((cause: unknown) => {
    throw new ListenError('JWKS endpoint of the Cloud Tasks emulator', options.host, options.port, cause);
  });
  const { port } = server.address() as AddressInfo;
  const own = `http://${options.host}:${port}`;
  const issuer = options.issuer ?? own;
  bodies.set('/.well-known/openid-configuration', {
    issuer,
    jwks_uri: `${own}/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  });
  return {
    port,
    issuer,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
