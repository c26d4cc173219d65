import fc from 'fast-check';
import { expect, it } from 'vitest';
import { retryInfoFromBody } from './retry-info.ts';

const retryInfo = (retryDelay: unknown) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });
const body = (...details: readonly unknown[]): string =>
  JSON.stringify({ error: { code: 429, message: 'Resource has been exhausted.', details } });

it.each([
  ['plain', body({ '@type': 'type.googleapis.com/google.rpc.Help' }, retryInfo('5s'))],
  ['wrapped in an array, as streams do', `[${body(retryInfo('5s'))}]`],
  ['nested in a message', JSON.stringify({ error: { message: body(retryInfo('5s')) } })],
  ['with fractions', body(retryInfo('5.000s'))],
  ['as seconds and nanos', body(retryInfo({ seconds: '4', nanos: 1e9 }))],
])('is found %s', (_, text) => {
  expect(retryInfoFromBody(text)).toBe(5_000);
});

it.each([
  '',
  '{',
  'RetryInfo',
  '"RetryInfo"',
  body(),
  body(retryInfo('soon')),
  body(retryInfo(null)),
  body(retryInfo('-5s')),
  body(retryInfo({ seconds: 'x' })),
])('is not made up of %s', (text) => {
  expect(retryInfoFromBody(text)).toBeNull();
});

it('survives whatever a body nests', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 20 }), (text) => {
      expect(retryInfoFromBody(`{"RetryInfo": ${text}}`)).toBeNull();
    }),
  );
});
