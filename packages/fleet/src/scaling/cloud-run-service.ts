import { type WorkerService, WorkerServiceBusyError } from './worker-service.ts';

export interface CloudRunServiceOptions {
  readonly project: string;
  readonly region: string;
  /** Its name, the same in every region. */
  readonly service: string;
  /** Of an account that may update the service (`run.services.update`). */
  readonly accessToken: () => Promise<string>;
  /** Default: Google's. */
  readonly baseUrl?: string | undefined;
  readonly fetch?: typeof fetch;
}

const GOOGLE = 'https://run.googleapis.com';
const TIME_LIMIT_MS = 10_000;
/** Asked too often, changed by somebody else, or away for a moment. */
const BUSY = new Set([409, 429, 500, 502, 503, 504]);

/**
 * A Cloud Run service through its Admin API (v2, `projects.locations.services.patch`). Sets the service's own instance
 * floor, which needs no new revision.
 */
export function createCloudRunService(options: CloudRunServiceOptions): WorkerService {
  const { project, region, service, accessToken, baseUrl = GOOGLE, fetch: ask = fetch } = options;
  const path = `/v2/projects/${project}/locations/${region}/services/${service}`;
  const url = `${baseUrl}${path}?updateMask=scaling.minInstanceCount`;

  async function patch(workers: number): Promise<Response> {
    try {
      return await ask(url, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${await accessToken()}`, 'content-type': 'application/json' },
        body: JSON.stringify({ scaling: { minInstanceCount: workers } }),
        signal: AbortSignal.timeout(TIME_LIMIT_MS),
      });
    } catch (error) {
      throw new WorkerServiceBusyError('Cloud Run does not answer', { cause: error });
    }
  }

  return {
    async setFloor(workers) {
      const response = await patch(workers);
      const body = await response.text();
      if (response.ok) {
        return;
      }
      const message = `Cloud Run answered ${response.status}: ${body.slice(0, 300)}`;
      throw BUSY.has(response.status) ? new WorkerServiceBusyError(message) : new Error(message);
    },
  };
}
