import { expect, it } from 'vitest';
import { reservedMember } from './reserved-member.ts';

it.each([
  ['{"metadata":{"__proto__":"mine"}}', 'metadata.__proto__'],
  ['{"metadata":{"\\u005f_proto_\\u005f":"mine"}}', 'metadata.__proto__'],
  ['{"__proto__":{"a":1}}', '__proto__'],
  ['{"jobs":[{"url":"u"},{"metadata":{"a":"b","__proto__":null}}]}', 'jobs.1.metadata.__proto__'],
  ['{"metadata":{"proto":"__proto__","constructor":"a","toString":"b"}}', null],
  ['"__proto__"', null],
  ['null', null],
])('%s: %s', (json, found) => {
  expect(reservedMember(JSON.parse(json))).toBe(found);
});
