import { textOfBytes } from '@sets/service-kit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { value } from '../../test/support/values.ts';
import { toJobFromValue } from '../read/to-job.ts';
import { answerParts, answerText } from './answer-parts.ts';

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('\0', '"\0', '\\u0000', '"\\u0000"'));

it('make the same JSON as the job that they were cut from, for every caller', () => {
  fc.assert(
    fc.property(
      fc.record({ result: fc.dictionary(text, text), title: text, author: text }),
      fc.record({
        profile: text,
        language: fc.option(text),
        servedFrom: fc.constantFrom('cache' as const, 'stale' as const),
        submittedUrl: text,
        metadata: fc.option(fc.dictionary(text, text)),
      }),
      ({ result, title, author }, asked) => {
        const known = value({ result, source: { ...value().source, title, author } });
        const parts = answerParts('key', known);
        const { profile, language, ...caller } = asked;
        const expected = JSON.stringify(toJobFromValue('key', known, { profile, language }, caller));
        expect(parts === null ? expected : textOfBytes(answerText(parts, asked))).toBe(expected);
      },
    ),
  );
});

it('are there for everything but a value with the text that marks the cuts', () => {
  expect(answerParts('key', value())).not.toBeNull();
  expect(answerParts('key', value({ result: { title: '\0' } }))).toBeNull();
});
