import type { OutboundFetch, UpstreamCheck } from '@sets/service-kit';
import { z } from 'zod';
import { readCapped } from '../read-capped.ts';
import type { ScrapeCreatorsOptions } from './client.ts';

const balanceSchema = z.looseObject({ creditCount: z.number() });
const MAX_BYTES = 64 * 1024;

/** What is left on the account. Asking costs no credit. */
export const checkBalance = (scraper: ScrapeCreatorsOptions, fetch: OutboundFetch): UpstreamCheck => ({
  kind: 'scraper',
  name: 'ScrapeCreators',
  breaks: 'TikTok and Instagram posts cannot be looked up',
  vital: ['the scraper'],
  async run(signal) {
    if (scraper.apiKey === '') {
      return { status: 'failed', detail: 'no key is configured (SCRAPECREATORS_API_KEY)' };
    }
    const response = await fetch(`${scraper.baseUrl.replace(/\/$/, '')}/v1/account/credit-balance`, {
      headers: { 'x-api-key': scraper.apiKey, accept: 'application/json' },
      signal,
    });
    const body = await readCapped(response.body, MAX_BYTES);
    if (response.status === 401 || response.status === 403) {
      return { status: 'failed', detail: `the key is refused (${response.status})` };
    }
    if (response.status === 402) {
      return { status: 'failed', detail: 'no credits left' };
    }
    if (!response.ok) {
      return { status: 'failed', detail: `HTTP ${response.status}` };
    }
    const { creditCount } = balanceSchema.parse(JSON.parse(body));
    return creditCount > 0
      ? { status: 'ok', detail: `${creditCount} credits left` }
      : { status: 'failed', detail: 'no credits left' };
  },
});
