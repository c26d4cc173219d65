import type { OutboundFetch, UpstreamCheck } from '@sets/service-kit';
import { z } from 'zod';
import { readCapped } from '../read-capped.ts';
import type { ScrapeCreatorsOptions } from './client.ts';

const balanceSchema = z.looseObject({ creditCount: z.number() });
const MAX_BYTES = 64 * 1024;

async function askBalance({ apiKey, baseUrl }: ScrapeCreatorsOptions, fetch: OutboundFetch, signal: AbortSignal) {
  const response = await fetch(`${baseUrl.replace(/\/$/, '')}/v1/account/credit-balance`, {
    headers: { 'x-api-key': apiKey, accept: 'application/json' },
    signal,
  });
  return { status: response.status, body: await readCapped(response.body, MAX_BYTES) };
}

/**
 * Credits left on the account; null without a key. Asking costs none.
 *
 * @throws when nobody can tell: the scraper is away, or refuses the key
 */
export async function creditsLeft(
  scraper: ScrapeCreatorsOptions,
  fetch: OutboundFetch,
  signal: AbortSignal,
): Promise<number | null> {
  if (scraper.apiKey === '') {
    return null;
  }
  const { status, body } = await askBalance(scraper, fetch, signal);
  if (status === 402) {
    return 0;
  }
  if (status !== 200) {
    throw new Error(`the scraper answered ${status} when it was asked for its credits`);
  }
  return Math.max(0, balanceSchema.parse(JSON.parse(body)).creditCount);
}

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
    const { status, body } = await askBalance(scraper, fetch, signal);
    if (status === 401 || status === 403) {
      return { status: 'failed', detail: `the key is refused (${status})` };
    }
    if (status === 402) {
      return { status: 'failed', detail: 'no credits left' };
    }
    if (status < 200 || status > 299) {
      return { status: 'failed', detail: `HTTP ${status}` };
    }
    const { creditCount } = balanceSchema.parse(JSON.parse(body));
    return creditCount > 0
      ? { status: 'ok', detail: `${creditCount} credits left` }
      : { status: 'failed', detail: 'no credits left' };
  },
});
