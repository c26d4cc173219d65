import { expect, it } from 'vitest';
import { createNumberReader } from '../numbers/stated-numbers.ts';
import { createNumberCheck } from './check-numbers.ts';
import { NUMBER_SOURCES } from './fields.ts';

const read = createNumberReader();
const context = (sawMedia: boolean, speech: string | null = null) => ({
  caption: read('leg day'),
  speech: speech === null ? null : read(speech),
  sawMedia,
});

it.each(NUMBER_SOURCES)('a blind model has not seen an unstated number, whatever it says: %s', (source) => {
  const check = createNumberCheck(context(false));
  expect(check.judge(12, 'count', source)).toBe(source === 'inferred' ? 'unverified' : 'dropped');
});

it('a model that saw the media is believed about screen and sound, never about a text that can be read', () => {
  const heard = createNumberCheck(context(true));
  expect(heard.judge(12, 'count', 'on_screen')).toBe('unverified');
  expect(heard.judge(12, 'count', 'speech')).toBe('unverified');
  expect(heard.judge(12, 'count', 'caption')).toBe('dropped');
  expect(createNumberCheck(context(true, 'hello')).judge(12, 'count', 'speech')).toBe('dropped');
});

it('labels with a source that can be true', () => {
  const blind = createNumberCheck(context(false, 'three sets'));
  expect(blind.trueSource('on_screen')).toBe('speech');
  expect(blind.trueSource('speech')).toBe('speech');
  expect(createNumberCheck(context(false)).trueSource('speech')).toBe('caption');
  expect(createNumberCheck(context(true)).trueSource('on_screen')).toBe('on_screen');
});

it.each([null, 'caption'] as const)(
  'takes a number of a video without a caption for seen, whatever its label: %s',
  (label) => {
    const check = createNumberCheck({ caption: read('🔥 …'), speech: null, sawMedia: true });
    const source = check.trueSource(label);
    expect(source).toBe('on_screen');
    expect(check.keep(12, 'count', source, 'exercises[0].sets[0].reps')).toBe(12);
    // Where there is a caption, a number that is said to stand in it must stand in it.
    const captioned = createNumberCheck(context(true));
    expect(captioned.keep(12, 'count', captioned.trueSource('caption'), 'exercises[0].sets[0].reps')).toBeNull();
    expect(captioned.warnings).toMatchObject([{ message: expect.stringContaining('12') }]);
    // A blind model has seen nothing.
    expect(createNumberCheck({ caption: read(''), speech: null, sawMedia: false }).trueSource(label)).toBe('caption');
  },
);
