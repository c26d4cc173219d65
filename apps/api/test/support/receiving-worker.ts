import type { RequestListener } from 'node:http';
import { json } from 'node:stream/consumers';
import { extractTaskSchema, TASK_ROUTES } from '@sets/contract';
import { listen } from '@sets/service-kit';

/** What stands at WORKER_URL: takes tasks in, remembers which region's queue brought which job, and does no work. */
export async function startReceivingWorker() {
  const regions = new Map<string, string>();
  const waiting = new Map<string, (region: string) => void>();
  const receive: RequestListener = async (request, response) => {
    const region = (request.url ?? '').split('/')[1] ?? '';
    if (request.url?.endsWith(TASK_ROUTES.webhook) === true) {
      response.end();
      return;
    }
    const { job_id } = extractTaskSchema.parse(await json(request));
    regions.set(job_id, region);
    waiting.get(job_id)?.(region);
    response.end();
  };
  const server = await listen(receive, { port: 0 });
  return {
    workerUrl: `${server.url}/{region}`,
    /** The region whose queue delivers the job, once it does. */
    regionOf: (jobId: string): Promise<string> =>
      new Promise((resolve) => {
        const known = regions.get(jobId);
        if (known === undefined) {
          waiting.set(jobId, resolve);
        } else {
          resolve(known);
        }
      }),
    has: (jobId: string): boolean => regions.has(jobId),
    close: () => server.close({ graceMs: 0 }),
  };
}
