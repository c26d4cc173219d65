import { readFileSync } from 'node:fs';
import { cpuMsOf } from '@sets/clock/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { webVttToText } from './web-vtt.ts';

it('reads the recorded transcript', () => {
  const path = new URL('../fixtures/scrapecreators/tiktok-video.json', import.meta.url);
  const { transcript } = JSON.parse(readFileSync(path, 'utf8'));
  expect(webVttToText(transcript)).toBe('All right. Pizza review time');
});

it('drops everything that is not spoken', () => {
  const source = [
    '\uFEFFWEBVTT - made by hand',
    'Kind: captions',
    '',
    'STYLE',
    '::cue { color: red }',
    '',
    'NOTE three sets --- not spoken',
    '',
    'cue-1',
    '00:00:00.000 --> 00:00:02.000 align:start position:0%',
    '<v Coach><b>Ten</b> reps &amp; <00:00:01.000><c>rest</c></v>',
    '',
    '00:02.000 --> 00:04.000',
    'Ten reps & rest',
    'then squats',
    '',
  ].join('\r\n');
  expect(webVttToText(source)).toBe('Ten reps & rest then squats');
});

it('reads line breaks that were written as two characters', () => {
  expect(webVttToText('WEBVTT\\n\\n\\n00:00:00.120 --> 00:00:01.840\\nThree sets.\\n')).toBe('Three sets.');
});

it('takes plain text as it is', () => {
  expect(webVttToText('  3 sets of 12 ')).toBe('3 sets of 12');
  expect(webVttToText('WEBVTT')).toBe('');
});

it('takes no longer for a flood of brackets than for a long speech', () => {
  const flood = `WEBVTT\n\n00:00.000 --> 00:02.000\n${'<'.repeat(400_000)}`;
  // Looking for each one's end would take minutes.
  expect(cpuMsOf(() => void webVttToText(flood))).toBeLessThan(2_000);
});

it('leaves no timestamp, whatever comes', () => {
  const line = fc.oneof(fc.string(), fc.constantFrom('', '00:00:00.000 --> 00:00:02.000', 'NOTE', '<b>x</b>'));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      expect(webVttToText(['WEBVTT', ...lines].join('\n'))).not.toContain('00:00:00.000 -->');
    }),
  );
});
