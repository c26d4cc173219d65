import type { PlatformConfig } from '../config/platform-config.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ProcessParts } from '../process-parts.ts';
import { ANONYMOUS } from './caller.ts';
import { listen } from './listen.ts';
import type { Guard } from './route-types.ts';

const LOOPBACK = '127.0.0.1';
const PATH = '/metrics';

/** Whether the public port shows the metrics: never in production, where they are read at METRICS_PORT. */
export const scrapeGuard = ({ ENVIRONMENT }: Pick<PlatformConfig, 'ENVIRONMENT'>): Guard | 'closed' =>
  ENVIRONMENT === 'production' ? 'closed' : () => ANONYMOUS;

/**
 * Serves the metrics on loopback, where a sidecar that shares the instance's network reaches them and nobody else does.
 * Does nothing without METRICS_PORT. Resolves with the port.
 *
 * @throws PortTakenError
 */
export async function serveMetrics(
  { METRICS_PORT: port }: Pick<PlatformConfig, 'METRICS_PORT'>,
  metrics: Metrics,
  { clock, logger, lifecycle }: Pick<ProcessParts, 'clock' | 'logger' | 'lifecycle'>,
): Promise<number | null> {
  if (port === undefined) {
    return null;
  }
  const server = await listen(
    (request, response) => {
      if (request.method !== 'GET' || request.url !== PATH) {
        response.writeHead(404).end();
        return;
      }
      metrics.expose().then(
        (page) => void response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(page),
        (error: unknown) => {
          logger.error('The metrics could not be read', { error });
          response.writeHead(500).end();
        },
      );
    },
    { port, host: LOOPBACK, clock },
  );
  lifecycle.defer('metrics port', () => server.close({ graceMs: 0 }));
  return server.port;
}
