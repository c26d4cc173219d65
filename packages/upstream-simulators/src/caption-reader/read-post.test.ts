import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadMediaLibrary } from '../cdn/media-library.ts';
import { FIXTURES_DIR } from '../fixtures-dir.ts';
import { loadDemoPosts } from '../posts/demo-posts.ts';
import { fitSchema } from './fit-schema.ts';
import { readPost } from './read-post.ts';

const nothing = { caption: '', speech: '', onScreen: '' };
const about = { title: null, author: 'coach' };

it('reads a workout from the place that says most, and names the place', () => {
  const words = {
    caption: 'Leg day 🔥\nSquats 3x12\n#legs #legs #simpostqaaa',
    speech: '',
    onScreen: 'Rows 3x8\nDips 3x9',
  };
  expect(readPost('workout', words, about)).toEqual({
    title: 'Leg day',
    duration_minutes: null,
    exercises: [
      { name: 'Rows', sets: Array(3).fill(expect.objectContaining({ reps: 8 })), numbers_seen_in: 'on_screen' },
      { name: 'Dips', sets: Array(3).fill(expect.objectContaining({ reps: 9 })), numbers_seen_in: 'on_screen' },
    ],
    tags: ['legs'],
    creator: 'coach',
  });
});

it('reads every exercise of the demo', () => {
  const library = loadMediaLibrary(join(FIXTURES_DIR, 'media'));
  const counts = loadDemoPosts().map(({ name, post }) => {
    const shown = post.media.map(({ path }) => library.get(path.replace('/media/', ''))?.onScreen ?? '');
    const words = {
      caption: post.caption,
      speech: post.transcript ?? post.seen.speech ?? '',
      onScreen: post.kind === 'slideshow' ? shown.join('\n\n') : '',
    };
    const workout = readPost('workout', words, about);
    return [name, (workout?.exercises as readonly unknown[] | undefined)?.length ?? 0];
  });
  expect(Object.fromEntries(counts)).toEqual({
    ...{ tiktok_workout: 4, instagram_reel: 5, tiktok_slideshow: 4, instagram_carousel: 4, instagram_photo: 1 },
    ...{ youtube_short: 3, recorded_pizza_review: 0, tiktok_gone: 0 },
  });
});

it('reads a recipe when it is asked for one, and only then', () => {
  const words = { ...nothing, caption: '15 minute dinner\n- 200 g pasta\n- 1,5 cups of cream\nBoil it.' };
  expect(readPost('recipe', words, about)).toMatchObject({
    title: '15 minute dinner',
    ingredients: [
      { name: 'pasta', quantity: 200, unit: 'g', numbers_seen_in: 'caption' },
      { name: 'cream', quantity: 1.5, unit: 'cups' },
    ],
  });
  expect(readPost('workout', words, about)).toBeNull();
  expect(readPost('toString', words, about)).toBeNull();
});

it('answers in the shape that the schema asks for', () => {
  const nullable = (type: string) => ({ anyOf: [{ type }, { type: 'null' }] });
  const schema = {
    type: 'object',
    properties: {
      a: { type: 'string' },
      b: { type: ['number', 'null'] },
      list: {
        type: 'array',
        items: { type: 'object', properties: { n: nullable('integer'), m: nullable('integer') } },
      },
      missing: { type: 'array', items: { type: 'string' } },
      inner: { anyOf: [{ type: 'object', properties: { c: { type: 'string' } } }, { type: 'null' }] },
      none: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] },
    },
  };
  const value = { a: 'x', extra: 1, list: [{ n: 1, extra: 2 }], inner: { c: 'y', d: 'z' } };
  expect(fitSchema(value, schema)).toEqual({
    ...{ a: 'x', b: null, list: [{ n: 1, m: null }], missing: [] },
    ...{ inner: { c: 'y' }, none: null },
  });
  expect(fitSchema({ inner: null }, schema)).toMatchObject({ inner: null });
});
