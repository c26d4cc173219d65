import type { JobOutcome, JobsFacades } from '@sets/jobs';

export const REGIONS = ['us-central1', 'europe-west1'] as const;
export type Region = (typeof REGIONS)[number];

export async function claim({ jobs }: Pick<JobsFacades, 'jobs'>, id: string, region: string = REGIONS[0]) {
  const claimed = await jobs.claim(id, { owner: 'worker-1', region });
  if (claimed.kind !== 'claimed') {
    throw new Error(`expected a claim, got ${claimed.kind}`);
  }
  return claimed.lease;
}

export const finding = (title = 'Leg day'): JobOutcome => ({
  result: { title, exercises: [] },
  warnings: [],
  evidence: null,
  usage: {
    model: 'gemini-test',
    region: REGIONS[0],
    input_tokens: 10,
    output_tokens: 5,
    model_calls: 1,
    cost_usd: null,
  },
  timings_ms: { total: 100 },
});

let posts = 0;
/** A link to a post that no other test knows. */
export function newPost(): { readonly id: string; readonly url: string } {
  posts += 1;
  const id = String(7_300_000_000_000_000_000n + BigInt(posts));
  return { id, url: `https://www.tiktok.com/@coach/video/${id}` };
}
