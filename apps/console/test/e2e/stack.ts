import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ApiClient,
  createApiClient,
  createLocalCloudControl,
  freePorts,
  type LocalCloudControl,
  type LocalStack,
  newPost,
  startLocalStack,
} from '@sets/local-stack';
import { canonicalLink } from '@sets/upstream-simulators';

export const OPS_TOKEN = 'the-operators-of-this-run';
export const REGIONS = ['us-central1', 'europe-west1'] as const;

/** Two regions of real processes, before one local cloud. */
export interface E2eStack {
  readonly stack: LocalStack;
  readonly control: LocalCloudControl;
  readonly api: ApiClient;
  readonly ops: ApiClient;
  readonly consoleUrl: string;
  /** A link to a new post, which the simulators know. */
  link(): Promise<string>;
  close(): Promise<void>;
}

export async function startE2eStack(name: string, own: Readonly<Record<string, string>> = {}): Promise<E2eStack> {
  const directory = join(import.meta.dirname, '../../../../.local/e2e', name);
  rmSync(directory, { recursive: true, force: true });
  const ports = await freePorts(REGIONS.map((region, index) => ({ region, apis: index === 0 ? 1 : 0, workers: 1 })));
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, SIMULATOR_LATENCY: 'none', OPS_TOKEN, ...own };
  const stack = await startLocalStack({ ports, env, directory, watch: false });
  const control = createLocalCloudControl(ports);
  const url = stack.apis[0]?.url ?? '';
  return {
    ...{ stack, control, consoleUrl: `${url}/console` },
    api: createApiClient(url),
    ops: createApiClient(`${url}/v1/ops`, { authorization: `Bearer ${OPS_TOKEN}` }),
    link: async () => canonicalLink(await control.simulators.addPost(newPost())),
    close: () => stack.stop(),
  };
}
