import { createManualClock } from '@sets/clock/testing';
import { expect, it } from 'vitest';
import { createIssuedTokens } from './issued-tokens.ts';

it('takes back the tokens that it gave, until they expire', () => {
  const clock = createManualClock();
  const tokens = createIssuedTokens(clock);
  const { token, expiresInS } = tokens.issue();
  const later = token.replace(/-(\d+)-/, (_, at: string) => `-${Number(at) + 60_000}-`);
  expect(tokens.isValid(`Bearer ${token}`)).toBe(true);
  expect([undefined, token, 'Bearer simulated-1-x', `Bearer ${later}`].map(tokens.isValid)).toEqual(
    Array(4).fill(false),
  );
  clock.advance(expiresInS * 1_000);
  expect(tokens.isValid(`Bearer ${token}`)).toBe(false);
});
