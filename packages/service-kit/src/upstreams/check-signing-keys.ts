import { z } from 'zod';
import type { UpstreamCheck } from './upstream-check.ts';

const keySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kid: z.string().optional() })).min(1) });

export interface SigningKeysChecked extends Pick<UpstreamCheck, 'name' | 'breaks' | 'vital'> {
  /** Where the issuer publishes them. */
  readonly url: string;
}

/** Whether the keys that sign an issuer's tokens can be had. `fetch` is the caller's own. */
export const checkSigningKeys = (
  { url, ...what }: SigningKeysChecked,
  fetch: typeof globalThis.fetch,
): UpstreamCheck => ({
  kind: 'keys',
  ...what,
  async run(signal) {
    const response = await fetch(url, { signal });
    if (!response.ok) {
      return { status: 'failed', detail: `HTTP ${response.status} from ${url}` };
    }
    const { keys } = keySetSchema.parse(await response.json());
    return { status: 'ok', detail: `${keys.length} keys at ${url}` };
  },
});
