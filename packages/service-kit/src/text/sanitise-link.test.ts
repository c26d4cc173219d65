import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyText } from '../testing/any-text.ts';
import { escapeLink, sanitiseLink } from './sanitise-link.ts';

it.each([
  ['https://cdn.example/a.jpg?x=1&y=%20#z', 'https://cdn.example/a.jpg?x=1&y=%20#z'],
  ['HTTPS://CDN.example/ä b.jpg', 'https://cdn.example/%C3%A4%20b.jpg'],
  ['https://cdn.example/"><script>alert(1)</script>', 'https://cdn.example/%22%3E%3Cscript%3Ealert(1)%3C/script%3E'],
  ["https://cdn.example/#'onload=x`\\", 'https://cdn.example/#%27onload=x%60%5C'],
  ['https://cdn.example/\u202egpj.exe\u200b', 'https://cdn.example/%E2%80%AEgpj.exe%E2%80%8B'],
])('shows what may be opened: %s', (link, shown) => {
  expect(sanitiseLink(link)).toBe(shown);
});

it.each([
  'http://cdn.example/a.jpg',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '//cdn.example/a.jpg',
  '/a.jpg',
  'https://me:secret@cdn.example/a.jpg',
  'https://me@cdn.example/',
  'https://',
  'not a link',
  `https://cdn.example/${'a'.repeat(2_100)}`,
  `https://cdn.example/${'💪'.repeat(400)}`,
  '',
])('shows nothing else: %s', (link) => {
  expect(sanitiseLink(link)).toBeNull();
});

it('escapes a caller’s own link without changing where it leads', () => {
  expect(escapeLink('http://a.example/ü?"<\ud800')).toBe('http://a.example/%C3%BC?%22%3C%EF%BF%BD');
  expect(escapeLink('x'.repeat(2_049))).toBeNull();
});

it('gives plain ASCII without markup, whatever comes', () => {
  const SAFE = /^[!#$%&(-;=?-[\]^_a-z{|}~]*$/;
  fc.assert(
    fc.property(anyText(200), (text) => {
      expect(escapeLink(text)).toMatch(SAFE);
      const shown = sanitiseLink(`https://a.example/${text}`);
      expect(shown ?? '').toMatch(SAFE);
      expect(shown === null || URL.canParse(shown)).toBe(true);
    }),
  );
});
