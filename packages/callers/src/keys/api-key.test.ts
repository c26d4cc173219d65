import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashOfKey, matchesHash, newApiKey, parseApiKey } from './api-key.ts';

it('every key made is read again as itself, and none is like another', () => {
  const keys = Array.from({ length: 500 }, newApiKey);
  expect(keys.map(({ text }) => parseApiKey(text))).toEqual(keys);
  expect(new Set(keys.map(({ id }) => id)).size).toBe(keys.length);
});

it('a secret scanner knows one by its form', () => {
  expect(newApiKey().text).toMatch(/^sets_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/);
});

it('a key with any one letter changed is no key', () => {
  const { text } = newApiKey();
  const letter = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_- ');
  fc.assert(
    fc.property(fc.nat(text.length - 1), letter, (at, other) => {
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      expect(parseApiKey(changed)).toEqual(changed === text ? parseApiKey(text) : null);
    }),
  );
});

it('whatever else is sent is no key', () => {
  fc.assert(fc.property(fc.string(), (text) => parseApiKey(text) === null));
  fc.assert(
    fc.property(fc.stringMatching(/^sets_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/), (text) => {
      const parsed = parseApiKey(text);
      expect(parsed === null || parsed.text === text).toBe(true);
    }),
  );
});

it('a hash is matched by its key alone, and nobody’s key matches nothing', () => {
  const [one, other] = [newApiKey(), newApiKey()];
  expect(hashOfKey(one)).toMatch(/^[0-9a-f]{64}$/);
  expect([one, other].map((key) => matchesHash(key, hashOfKey(one)))).toEqual([true, false]);
  expect(matchesHash(one, null)).toBe(false);
});
