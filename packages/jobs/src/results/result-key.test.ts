import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readableKey, resultKey } from './result-key.ts';

const parts = fc.record({
  profile: fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/),
  version: fc.stringMatching(/^[0-9]{1,3}$/),
  platform: fc.constantFrom('tiktok', 'instagram', 'youtube', 'direct'),
  content_id: fc.string({ minLength: 1 }),
  language: fc.option(fc.constantFrom('es', 'de', 'pt-PT')),
});

describe('resultKey', () => {
  it('is 64 hex digits of the readable key', () => {
    const one = { profile: 'workout', version: '3', platform: 'tiktok', content_id: '7301', language: 'es' };
    expect(readableKey(one)).toBe('workout@3:tiktok:7301:es');
    expect(resultKey(one)).toMatch(/^[0-9a-f]{64}$/);
    expect(resultKey({ ...one, language: null })).not.toBe(resultKey(one));
  });

  it('differs whenever what is asked for differs', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(resultKey(one) === resultKey(other)).toBe(same);
      }),
    );
  });
});
