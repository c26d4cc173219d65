import { madeApiKeySchema } from '@sets/contract';
import { createApiClient } from '@sets/local-stack';
import { type ApiInstance, watched } from './api-instance.ts';

/** A client with a key of its own to an API that takes keys. */
export async function keyHolder(api: ApiInstance, caller: string) {
  const { api_key } = madeApiKeySchema.parse((await api.ops.post('/keys', { caller })).body);
  return createApiClient(api.url, { authorization: `Bearer ${api_key}` }, watched);
}
export type KeyHolder = Awaited<ReturnType<typeof keyHolder>>;
