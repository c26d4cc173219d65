import { expect, it } from 'vitest';
import { type EvalCase, exercise, exerciseOf } from '../eval/eval-case.ts';
import { evalCases, evaluate } from '../eval/evaluate.ts';
import { renderReport, summarise } from '../eval/report.ts';
import { type CaseOutcome, scoreCase as score } from '../eval/score.ts';
import { createNumberReader } from '../src/numbers/stated-numbers.ts';
import { type Workout, workoutSchema } from '../src/profiles/workout/schema.ts';
import { found, generated, makeExercise, makeSet, makeWorkout, notFound } from './make-answer.ts';

const read = createNumberReader();
const scoreCase = (expected: EvalCase, outcome: CaseOutcome) => score(read, expected, outcome);

const legDay: EvalCase = {
  id: 'x',
  language: 'en',
  caption: 'Squats 3x12, jump squats 2x10',
  exercises: [exercise('squat', 3, { reps: 12 }), exercise('jump squat', 2, { reps: 10 })],
};
const noWorkout: EvalCase = { ...legDay, caption: 'Pancakes', exercises: null };

const given = (...exercises: Record<string, unknown>[]): CaseOutcome => ({
  workout: workoutSchema.parse(makeWorkout({ exercises: exercises.map(makeExercise) })) as Workout,
  failed: false,
  language: 'en-US',
  dropped: 0,
});
const sets = (count: number, reps: number) => Array.from({ length: count }, () => makeSet({ reps }));
const none: CaseOutcome = { workout: null, failed: false, language: null, dropped: 0 };

it('scores a right answer with hits alone, whatever the order and spelling of its names', () => {
  const scored = scoreCase(
    legDay,
    given({ name: 'Jump-Squats', sets: sets(2, 10) }, { name: 'SQUATS (air)', sets: sets(3, 12) }),
  );
  expect(scored.fields.exercises).toEqual({ hits: 2, extras: 0, misses: 0 });
  expect(scored.fields.sets).toEqual({ hits: 5, extras: 0, misses: 0 });
  expect(scored.fields.reps).toEqual({ hits: 5, extras: 0, misses: 0 });
  expect(scored.fields.language).toEqual({ hits: 1, extras: 0, misses: 0 });
  expect(scored.invented).toBe(0);
});

it('counts what is wrong as an extra and a miss, and what no text states as invented', () => {
  const scored = scoreCase(legDay, given({ name: 'Squat', sets: sets(4, 13) }, { name: 'Plank' }));
  expect(scored.fields.exercises).toEqual({ hits: 1, extras: 1, misses: 1 });
  expect(scored.fields.sets).toEqual({ hits: 3, extras: 1, misses: 2 });
  expect(scored.fields.reps).toEqual({ hits: 0, extras: 4, misses: 5 });
  expect(scored.invented).toBe(4);
});

it('does not take silence for invention', () => {
  const scored = scoreCase(legDay, given({ name: 'squat' }, { name: 'jump squat' }));
  expect(scored.fields.reps).toEqual({ hits: 0, extras: 0, misses: 5 });
  expect(scored.invented).toBe(0);
});

it('tells a workout overlooked from one made up', () => {
  expect(scoreCase(legDay, none).fields.no_workout).toEqual({ hits: 0, extras: 1, misses: 0 });
  expect(scoreCase(noWorkout, none).fields.no_workout).toEqual({ hits: 1, extras: 0, misses: 0 });
  const madeUp = scoreCase(noWorkout, given({ name: 'Pancake flip', sets: sets(1, 3) }));
  expect(madeUp.fields.no_workout).toEqual({ hits: 0, extras: 0, misses: 1 });
  expect(madeUp).toMatchObject({ invented: 1 });
  expect(scoreCase(noWorkout, { ...none, failed: true }).fields.no_workout).toEqual({ hits: 0, extras: 0, misses: 1 });
});

it('compares sets one by one', () => {
  const pyramid = { ...legDay, exercises: [exerciseOf('squat', { reps: 12 }, { reps: 10, weight_lbs: 44.1 })] };
  const scored = scoreCase(
    pyramid,
    given({ name: 'squat', sets: [makeSet({ reps: 12 }), makeSet({ reps: 10, weight_lbs: 44 })] }),
  );
  expect(scored.fields.reps.hits).toBe(2);
  expect(scored.fields.weight_lbs).toEqual({ hits: 1, extras: 0, misses: 0 });
});

it('sums up precision and recall per field, and leaves a field that never came up without either', () => {
  const about = { model: 'm', profile: 'workout', prompt_version: 1, profile_version: 1, cost_usd: null };
  const report = summarise(
    [scoreCase(legDay, given({ name: 'Squat', sets: sets(3, 12) })), scoreCase(noWorkout, none)],
    about,
  );
  expect(report.fields.exercises).toEqual({ precision: 1, recall: 0.5, expected: 2 });
  expect(report.fields.reps).toEqual({ precision: 1, recall: 0.6, expected: 5 });
  expect(report.fields.distance_miles).toEqual({ precision: null, recall: null, expected: 0 });
  expect(renderReport(report)).toContain('reps                  100.0 %     60.0 %          5');
  expect(renderReport(report)).toContain('unpriced');
});

it('has at least 30 cases, each with its own id, whose texts state every number they expect', () => {
  expect(evalCases.length).toBeGreaterThanOrEqual(30);
  expect(new Set(evalCases.map(({ id }) => id)).size).toBe(evalCases.length);
  expect(evalCases.filter(({ exercises }) => exercises === null).length).toBeGreaterThanOrEqual(5);
  expect(new Set(evalCases.map(({ language }) => language))).toEqual(new Set(['en', 'es', 'pt', 'de', 'fr']));
  for (const { id, caption, transcript, exercises } of evalCases) {
    const stated = read(`${caption}\n${transcript ?? ''}`);
    for (const set of (exercises ?? []).flatMap((one) => one.sets)) {
      const checks = [
        stated.states(set.reps ?? 0, 'count') || set.reps === null,
        stated.states(set.weight_lbs ?? 0, 'pounds') || set.weight_lbs === null,
        stated.states(set.duration_seconds ?? 0, 'seconds') || set.duration_seconds === null,
        stated.states(set.rest_seconds ?? 0, 'seconds') || set.rest_seconds === null,
        stated.states(set.distance_miles ?? 0, 'miles') || set.distance_miles === null,
      ];
      expect({ id, checks }).toEqual({ id, checks: checks.map(() => true) });
    }
  }
});

it('runs every case through the extractor as shipped: inventions are stopped and counted', async () => {
  const invented = found(
    makeWorkout({ exercises: [makeExercise({ sets: sets(1, 7777), numbers_seen_in: 'caption' })] }),
  );
  const { report, scores } = await evaluate('gemini-3.5-flash-lite', () => Promise.resolve(generated(invented)));
  expect(scores).toHaveLength(evalCases.length);
  expect(report).toMatchObject({ invented_numbers: 0, stopped_numbers: evalCases.length, failed: 0 });
  const silent = await evaluate('gemini-3.5-flash-lite', () => Promise.resolve(generated(notFound)));
  expect(silent.report.fields.no_workout.recall).toBe(1);
  expect(silent.report.fields.exercises).toMatchObject({ precision: null, recall: 0 });
});
