import { type Exchange, UpstreamError } from '../server/exchange.ts';
import { invalidApiKey } from './errors.ts';

/** @throws UpstreamError with the service's own 400; `apiKey` null accepts any key */
export function checkApiKey({ request, query }: Exchange, apiKey: string | null): void {
  const key = request.headers['x-goog-api-key'] ?? query.get('key');
  if (!key || (apiKey !== null && key !== apiKey)) {
    throw new UpstreamError(400, invalidApiKey());
  }
}
