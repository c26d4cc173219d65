import { inParallel } from '@sets/clock';
import type { Job } from '@sets/contract';
import { canonicalLink } from '@sets/upstream-simulators';
import { createApiClient } from './api-client.ts';
import type { LocalCloudControl } from './control.ts';
import type { LocalStack } from './local-stack.ts';
import { newPost } from './new-post.ts';
import type { ServiceProcess } from './service-process.ts';
import { until } from './until.ts';

const AT_ONCE = 16;

/** The processes of one region. */
export const processesIn = ({ apis, workers }: LocalStack, region: string): readonly ServiceProcess[] =>
  [...apis, ...workers].filter((service) => service.region === region);

/** Kills every process of a region without a word, as the loss of a region does. Gives them, for `bringBack`. */
export async function loseRegion(stack: LocalStack, region: string): Promise<readonly ServiceProcess[]> {
  const lost = processesIn(stack, region);
  await Promise.all(lost.map((service) => service.end('SIGKILL')));
  return lost;
}

export const bringBack = async (lost: readonly ServiceProcess[]): Promise<void> =>
  void (await Promise.all(lost.map((service) => service.start())));

/** Links to posts that nobody has asked for before. */
export const newLinks = ({ simulators }: Pick<LocalCloudControl, 'simulators'>, count: number): Promise<string[]> =>
  inParallel(Array.from({ length: count }, newPost), AT_ONCE, async (post) =>
    canonicalLink(await simulators.addPost(post)),
  );

/** Waits until these jobs have ended, and gives them, each once. */
export async function endsOf(url: string, jobIds: readonly string[]): Promise<readonly Job[]> {
  const api = createApiClient(url);
  return await inParallel([...new Set(jobIds)], AT_ONCE, (id) =>
    until(`the end of job ${id}`, async () => {
      const job = await api.job(id);
      return job.done && job;
    }),
  );
}
