import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LOCAL_WORKER_SERVICE } from './environment.ts';
import { serveOnLoopback } from './loopback-server.ts';

export interface WorkerPlatformOptions {
  readonly port: number;
  readonly regions: readonly string[];
  /** Sees to it that so many workers of the region run; what it meets on the way is its own to tell. */
  readonly keep: (region: string, workers: number) => void;
}

export interface WorkerPlatform {
  /** As last set; null for a region whose floor nobody has set. */
  floor(region: string): number | null;
  close(): Promise<void>;
}

const SERVICE = /^\/v2\/projects\/[^/]+\/locations\/([^/]+)\/services\/([^/]+)$/;
const ONLY_FIELD = 'scaling.minInstanceCount';

/** An error in the words of Google's APIs. */
function refuse(response: ServerResponse, code: number, status: string, message: string): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { code, status, message } }));
}

function floorOf(body: string): number | null {
  try {
    const { scaling } = JSON.parse(body) as { scaling?: { minInstanceCount?: unknown } };
    const floor = scaling?.minInstanceCount;
    return Number.isInteger(floor) && Number(floor) >= 0 ? Number(floor) : null;
  } catch {
    return null;
  }
}

/**
 * Stands in for Cloud Run's Admin API (v2, `projects.locations.services.patch`) as far as scaling uses it: the floor of the
 * worker service becomes worker processes on this machine. Like the real one it wants a token, and answers before the
 * instances are there.
 */
export async function startWorkerPlatform({ port, regions, keep }: WorkerPlatformOptions): Promise<WorkerPlatform> {
  const floors = new Map<string, number>();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const [, region = '', service] = SERVICE.exec(pathname) ?? [];
    const floor = floorOf(await text(request));
    if (request.headers.authorization?.startsWith('Bearer ') !== true) {
      return refuse(response, 401, 'UNAUTHENTICATED', 'Request is missing required authentication credential.');
    }
    if (!regions.includes(region) || service !== LOCAL_WORKER_SERVICE) {
      return refuse(
        response,
        404,
        'NOT_FOUND',
        `Resource '${service}' of kind 'SERVICE' in region '${region}' does not exist.`,
      );
    }
    if (request.method !== 'PATCH' || searchParams.get('updateMask') !== ONLY_FIELD || floor === null) {
      return refuse(response, 400, 'INVALID_ARGUMENT', `Only PATCH of ${ONLY_FIELD} stands in here.`);
    }
    floors.set(region, floor);
    keep(region, floor);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ name: `${pathname.slice(1)}/operations/local`, done: false }));
  }

  const server = await serveOnLoopback(port, (request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  return {
    floor: (region) => floors.get(region) ?? null,
    close: server.close,
  };
}
