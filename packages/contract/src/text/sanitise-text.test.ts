import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sanitiseText } from './sanitise-text.ts';

/** Whatever a JavaScript string can hold, lone surrogates too; mostly what people type. */
function anyText(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) }, fc.nat(0xffff));
  return fc.array(unit, { maxLength }).map((units) => String.fromCharCode(...units));
}

it.each([
  ['controls', 'a\u0000b\u0007c\u009fd', 'abcd'],
  ['terminal sequences, whole', 'red \u001b[31malert\u001b[0m', 'red alert'],
  ['bidi controls', 'squat\u202Egpj.exe\u2066', 'squatgpj.exe'],
  ['zero-width characters', 'ig\u200Bno\u200Dre\uFEFF', 'ignore'],
  ['tag characters that spell hidden words', 'hi\u{E0049}\u{E0067}', 'hi'],
  ['tags', 'a <b>bold</b> <img src=x onerror=alert(1)> move', 'a bold move'],
  ['scripts with what is in them', 'a <script type=x>alert(1)</script > b', 'a b'],
  ['comments', 'a<!-- hidden -->b', 'a b'],
  ['an unclosed tag', 'plank <script src=//evil', 'plank'],
  ['what opens a tag made of tags', '<<b>script>alert(1)<</b>/script>', '< script>alert(1)< /script>'],
  ['escaped tags', '&lt;b&gt;x&#60;/b&#x3e;', 'x'],
  ['line breaks', 'one\r\ntwo\u2028three', 'one two three'],
  ['piled-up marks', `a${'\u0301'.repeat(50)}`, 'a\u0301\u0301\u0301'],
  ['lone surrogates', 'a\uD800b', 'a\uFFFDb'],
])('removes %s', (_what, given, expected) => {
  expect(sanitiseText(given, 100)).toBe(expected);
});

it.each(['3 < 5 reps', 'I <3 squats', 'rest > 60 s', 'Übung für Rücken', '腕立て伏せ', 'تمرين'])('keeps %s', (text) => {
  expect(sanitiseText(text, 100)).toBe(text);
});

it('keeps lines and brackets where they are wanted', () => {
  expect(sanitiseText('a\r\n<b>\tc', 100, { keepLines: true, keepMarkup: true })).toBe('a\n<b> c');
});

it('takes no line that opens with a bracket for a terminal sequence', () => {
  expect(sanitiseText('Squats 3x12\n[Rest 60 s]', 100, { keepLines: true })).toBe('Squats 3x12\n[Rest 60 s]');
});

it('never splits a character and never exceeds the cap', () => {
  expect(sanitiseText('💪💪', 3)).toBe('💪');
  fc.assert(
    fc.property(anyText(300), fc.integer({ min: 1, max: 80 }), (text, cap) => {
      const clean = sanitiseText(text, cap);
      expect(clean.length).toBeLessThanOrEqual(cap);
      expect(clean.isWellFormed()).toBe(true);
      expect(clean).not.toMatch(/\p{Cc}|\p{Cf}|<[a-z/!?]/iu);
    }),
  );
});

it('costs a giant string no more than its share', () => {
  // Time of this process alone: a busy machine does not lengthen it.
  const before = process.cpuUsage();
  sanitiseText('<a'.repeat(5_000_000), 200);
  sanitiseText(`${'<'.repeat(5_000_000)}b>`, 2000);
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
});
