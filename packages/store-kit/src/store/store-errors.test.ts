import { expect, it } from 'vitest';
import { asStorageProblem } from './store-errors.ts';

it.each([
  ['UNAVAILABLE', 14],
  ['a transaction that was aborted to the last try', 10],
])('%s is a problem that may pass, not an internal one', (_what, code) => {
  const error = Object.assign(new Error('from Firestore'), { code });
  expect(asStorageProblem(error)).toMatchObject({ code: 'storage_unavailable', retryable: true, cause: error });
});

it.each([
  ['a refused permission', 7],
  ['a bad argument', 3],
])('%s stays what it is', (_what, code) => {
  const error = Object.assign(new Error('from Firestore'), { code });
  expect(asStorageProblem(error)).toBe(error);
});
