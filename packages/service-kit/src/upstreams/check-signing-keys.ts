import { z } from 'zod';
import type { UpstreamCheck } from './upstream-check.ts';

const keySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kid: z.string().optional() })).min(1) });

/** Whether the keys that sign the tokens of Cloud Tasks can be had. `fetch` is the caller's own. */
export const checkSigningKeys = (url: string, fetch: typeof globalThis.fetch): UpstreamCheck => ({
  kind: 'keys',
  name: 'signing keys of task tokens',
  breaks: 'Workers turn every task away, so no job runs',
  vital: ['signing keys'],
  async run(signal) {
    const response = await fetch(url, { signal });
    if (!response.ok) {
      return { status: 'failed', detail: `HTTP ${response.status} from ${url}` };
    }
    const { keys } = keySetSchema.parse(await response.json());
    return { status: 'ok', detail: `${keys.length} keys at ${url}` };
  },
});
