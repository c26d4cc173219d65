import { expect, it } from 'vitest';
import { makeExercise, makeSet, makeWorkout } from '../../../test/make-answer.ts';
import { createNumberReader } from '../../numbers/stated-numbers.ts';
import { checkWorkout } from './check-workout.ts';
import { workoutSchema } from './schema.ts';

const read = createNumberReader();

interface Sources {
  readonly caption?: string;
  readonly speech?: string;
  readonly sawMedia?: boolean;
}

function check(exercises: readonly Record<string, unknown>[], sources: Sources, fields: Record<string, unknown> = {}) {
  const workout = workoutSchema.parse(makeWorkout({ exercises: exercises.map(makeExercise), ...fields }));
  return checkWorkout(workout, {
    caption: read(sources.caption ?? ''),
    speech: sources.speech === undefined ? null : read(sources.speech),
    sawMedia: sources.sawMedia ?? false,
  });
}

const reps = (count: number, times = 1) => Array.from({ length: times }, () => makeSet({ reps: count }));

it('is complete when the caption states every number', () => {
  const { result, evidence, warnings } = check([{ sets: reps(12, 3), numbers_seen_in: 'caption' }], {
    caption: '3x12',
  });
  expect(result.exercises[0]?.sets).toHaveLength(3);
  expect(evidence).toEqual({ level: 'complete', claimed: 4, found: 4, dropped: 0 });
  expect(warnings).toEqual([]);
});

it.each(['caption', 'speech'])('sets a number to null that the %s does not state', (source) => {
  const sources = { caption: 'squats, 3 sets', speech: 'three sets of squats', sawMedia: true };
  const { result, evidence, warnings } = check([{ sets: reps(12, 3), numbers_seen_in: source }], sources);
  expect(result.exercises[0]?.sets).toEqual([makeSet(), makeSet(), makeSet()]);
  expect(evidence).toMatchObject({ level: 'low', dropped: 3 });
  expect(warnings[0]).toEqual({
    code: 'number_not_in_source',
    message: `12 was left out: the post's ${source} does not state it.`,
    path: 'exercises[0].sets[0].reps',
  });
});

it('accepts a conversion and refuses the unconverted number', () => {
  const kilos = (weight_lbs: number) =>
    check([{ sets: [makeSet({ reps: 5, weight_lbs })], numbers_seen_in: 'caption' }], { caption: '5 reps @ 60 kg' });
  expect(kilos(132.3).evidence.level).toBe('complete');
  expect(kilos(60).result.exercises[0]?.sets[0]?.weight_lbs).toBeNull();
});

it('lets one label cover numbers of both texts', () => {
  const sets = [makeSet({ reps: 12, rest_seconds: 60 })];
  const sources = { caption: '12 reps each', speech: 'rest a minute' };
  expect(check([{ sets, numbers_seen_in: 'caption' }], sources).evidence.level).toBe('complete');
});

it('believes the screen only of a model that was shown it', () => {
  const exercise = { sets: reps(12), numbers_seen_in: 'on_screen' };
  const blind = check([exercise], { caption: 'squats' });
  expect(blind.result.exercises[0]).toMatchObject({ sets: [], numbers_seen_in: null });
  const seeing = check([exercise], { caption: 'squats', sawMedia: true });
  expect(seeing.result.exercises[0]).toMatchObject({ sets: reps(12), numbers_seen_in: 'on_screen' });
  expect(seeing.evidence.level).toBe('sufficient');
});

it('believes speech without a transcript only of a model that heard it', () => {
  const exercise = { sets: reps(12), numbers_seen_in: 'speech' };
  expect(check([exercise], { sawMedia: true }).evidence).toMatchObject({ level: 'sufficient', dropped: 0 });
  expect(check([exercise], {}).evidence).toMatchObject({ level: 'low', dropped: 1 });
});

it('checks an unlabelled number like a caption', () => {
  expect(check([{ sets: reps(12) }], { caption: '12 squats' }).result.exercises[0]?.numbers_seen_in).toBe('caption');
  expect(check([{ sets: reps(12) }], { caption: 'squats' }).result.exercises[0]?.sets).toEqual([]);
});

it('keeps inferred numbers with a warning and calls them weak evidence', () => {
  const { warnings, evidence } = check([{ sets: reps(12), numbers_seen_in: 'inferred' }], { caption: '12 squats' });
  expect(warnings).toEqual([
    { code: 'numbers_inferred', message: 'The numbers of "Squat" were inferred.', path: 'exercises[0]' },
  ]);
  expect(evidence.level).toBe('low');
});

it('takes the number of equal sets for a claim', () => {
  const { result } = check([{ sets: reps(12, 4), numbers_seen_in: 'caption' }], { caption: '12 squats' });
  expect(result.exercises[0]?.sets).toEqual(reps(12));
  expect(
    check([{ sets: reps(12, 4), numbers_seen_in: 'caption' }], { caption: '4 rounds: 12 squats' }).evidence.level,
  ).toBe('complete');
});

it('takes sets that are written out for stated', () => {
  const pyramid = [12, 10, 8].map((count) => makeSet({ reps: count }));
  expect(check([{ sets: pyramid, numbers_seen_in: 'caption' }], { caption: 'squats 12/10/8' }).evidence.level).toBe(
    'complete',
  );
  const same = check([{ sets: reps(12, 3), numbers_seen_in: 'caption' }], { caption: 'squats 12/12/12' });
  expect(same.result.exercises[0]?.sets).toHaveLength(3);
});

it('is not complete while one exercise does not say how much of it is done', () => {
  const exercises = [{ sets: reps(12), numbers_seen_in: 'caption' }, { name: 'Lunge' }];
  expect(check(exercises, { caption: '12 squats, lunges' }).evidence.level).toBe('sufficient');
});

it('is low without exercises and sufficient without numbers', () => {
  expect(check([], {}).evidence.level).toBe('low');
  expect(check([{}], { sawMedia: true }).evidence.level).toBe('sufficient');
});

it('leaves out a length that only a blind model knows', () => {
  expect(check([{}], { caption: '20 min' }, { duration_minutes: 20 }).result.duration_minutes).toBe(20);
  expect(check([{}], { caption: 'quick' }, { duration_minutes: 20 }).result.duration_minutes).toBeNull();
  expect(check([{}], { caption: 'quick', sawMedia: true }, { duration_minutes: 20 }).result.duration_minutes).toBe(20);
});

it('does not fill a job with warnings', () => {
  const exercises = Array.from({ length: 60 }, () => ({ sets: reps(12, 50), numbers_seen_in: 'caption' }));
  expect(check(exercises, { caption: '' }).warnings).toHaveLength(50);
});
