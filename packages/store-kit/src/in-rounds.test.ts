import { expect, it } from 'vitest';
import { inRounds } from './in-rounds.ts';

it('reads again until something is settled', async () => {
  const outcomes = [undefined, undefined, { kind: 'claimed' }];
  expect(await inRounds('claim', async () => outcomes.shift())).toEqual({ kind: 'claimed' });
});

it('gives up after five rounds, with a problem that may pass', async () => {
  let rounds = 0;
  const never = async () => {
    rounds += 1;
    return undefined;
  };
  await expect(inRounds('claim of job-1', never)).rejects.toMatchObject({
    code: 'storage_unavailable',
    cause: { message: 'claim of job-1 lost 5 rounds' },
  });
  expect(rounds).toBe(5);
});
