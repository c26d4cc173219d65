import { expect, it } from 'vitest';
import { queryOf } from './find-jobs.ts';

const HEX = 'da320a1fe6c1c6aa82fbcf0d8266ba81';

it.each([
  ['', {}],
  ['  Q0bJm1h4T7yX2sVwZ9kLpA ', { id: 'Q0bJm1h4T7yX2sVwZ9kLpA' }],
  ['https://vm.tiktok.com/ZMops/', { url: 'https://vm.tiktok.com/ZMops/' }],
  ['7561402938475610311', { content_id: '7561402938475610311' }],
  // A request's id of ours, or a trace's: the API looks for both.
  [HEX, { request: HEX }],
  ['6f1d0d5e-1c1a-4f0e-9d6b-0a7c2f3e4b5d', { request: '6f1d0d5e-1c1a-4f0e-9d6b-0a7c2f3e4b5d' }],
  [`00-${HEX}-00f067aa0ba902b7-01`, { trace: HEX }],
])('takes %j for what it is', (text, query) => {
  expect(queryOf(text)).toEqual(query);
});
