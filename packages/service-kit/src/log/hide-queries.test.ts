import { expect, test } from 'vitest';
import { hideQuery } from './hide-queries.ts';

test.each([
  ['/v1/jobs', '/v1/jobs'],
  ['/v1/jobs?cursor=hunter2&limit=5', '/v1/jobs?cursor&limit'],
  ['/nowhere?hunter2', '/nowhere?…'],
  ['/x?a=1#hunter2', '/x?a'],
  ['/x#hunter2', '/x'],
  ['/v1/jobs/a%20b', '/v1/jobs/a%20b'],
  // What a client does that puts a link where a key belongs, or escapes an address as a whole.
  ['/v1/results/https%3A%2F%2Fcdn%2Fv.mp4%3Fsig%3Dhunter2', '/v1/results/https%3A%2F%2Fcdn%2Fv.mp4?…'],
  ['/v1/results/https:%2f%2fcdn%2fv.mp4%3fsig=hunter2', '/v1/results/https:%2f%2fcdn%2fv.mp4?sig'],
  ['/v1/results/https%253A%252F%252Fcdn%253Fsig%253Dhunter2', '/v1/results/https%253A%252F%252Fcdn?…'],
  ['/callback%23access_token=hunter2', '/callback'],
  ['/v1/jobs/abc;token=hunter2', '/v1/jobs/abc?token'],
])('%s is logged as %s', (address, shown) => {
  expect(hideQuery(address)).toBe(shown);
});
