import { expect, it } from 'vitest';
import { countClaims } from '../eval/claims.ts';
import { diffResults } from '../eval/diff-results.ts';
import { ANSWER_FORMS, type EvalCase, KINDS } from '../eval/eval-case.ts';
import { readCase, readCases } from '../eval/read-cases.ts';
import { makeResults } from '../eval/results.ts';
import { resultsPage } from '../eval/results-page.ts';
import { runCases } from '../eval/run-cases.ts';
import { scoreWorkout } from '../eval/score.ts';
import { addTallies } from '../eval/tally.ts';
import { workoutOf } from '../eval/write-answer.ts';
import { type Workout, workoutSchema } from '../src/profiles/workout/schema.ts';
import { found, generated, makeExercise, makeSet, makeWorkout, notFound } from './make-answer.ts';

const cases = readCases();

const written = (...lines: string[]): EvalCase => readCase(['== x | right', ...lines].join('\n'), 'en');

const legDay = written(
  'caption: Squats 3x12, jump squats 2x10',
  'right: squat ~ sentadilla = 3x 12',
  'right: jump squat = 2x 10',
  'answer: same [caption]',
);
const pancakes = written('caption: Pancakes', 'right: none', 'answer: none');

const workout = (...exercises: Record<string, unknown>[]): Workout =>
  workoutSchema.parse(makeWorkout({ exercises: exercises.map(makeExercise) }));
const sets = (count: number, reps: number) => Array.from({ length: count }, () => makeSet({ reps }));

const about = { model: 'm', prompt_version: 1, profile: 'workout@1', from: 'corpus' } as const;

it('has at least 150 cases in 12 languages, of every kind, form and many faults, each with its own id', () => {
  expect(cases.length).toBeGreaterThanOrEqual(150);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  expect(new Set(cases.map(({ language }) => language)).size).toBeGreaterThanOrEqual(12);
  expect(new Set(cases.map(({ kind }) => kind))).toEqual(new Set(KINDS));
  expect(new Set(cases.map(({ form }) => form))).toEqual(new Set(ANSWER_FORMS));
  expect(new Set(cases.map(({ fault }) => fault)).size).toBeGreaterThanOrEqual(20);
  expect(cases.filter(({ right }) => right === null).length).toBeGreaterThanOrEqual(30);
  const heldOut = cases.filter(({ isHeldOut }) => isHeldOut).length / cases.length;
  expect(heldOut).toBeGreaterThan(0.28);
  expect(heldOut).toBeLessThan(0.38);
});

it.each(cases.filter(({ fault }) => fault === 'right').map((one) => [one.id, one] as const))(
  'calls an answer right only where it is: %s',
  (_, one) => {
    const answered = one.answer === null ? null : workoutOf(one.answer);
    expect(addTallies(Object.values(scoreWorkout(one, answered)))).toMatchObject({ extras: 0, misses: 0 });
    expect(answered === null ? 0 : countClaims(one, answered, null).invented).toBe(0);
  },
);

it.each([
  ['a line', ['caption: x', 'wrong: x', 'right: none', 'answer: none']],
  ['a set', ['caption: x', 'right: squat = 3x 12stone', 'answer: none']],
  ['a label', ['caption: x', 'right: squat', 'answer: same [guess]']],
  ['a form', ['caption: x', 'right: squat', 'answer: same [caption]', 'as: poem']],
  ['a problem', ['caption: x', 'right: squat', 'answer: same [caption]', 'ends: badly']],
  ['an answer', ['caption: x', 'right: squat']],
  ['a right result', ['caption: x', 'answer: none']],
])('refuses a case without %s that it can read, and names it', (_, lines) => {
  expect(() => written(...lines)).toThrow('The case x cannot be read');
});

it('scores a right answer with hits alone, whatever the order and spelling of its names', () => {
  const fields = scoreWorkout(
    legDay,
    workout({ name: 'Jump-Squats', sets: sets(2, 10) }, { name: 'SQUATS (air)', sets: sets(3, 12) }),
  );
  expect(fields.exercises).toEqual({ hits: 2, extras: 0, misses: 0 });
  expect(fields.sets).toEqual({ hits: 5, extras: 0, misses: 0 });
  expect(fields.reps).toEqual({ hits: 5, extras: 0, misses: 0 });
  expect(fields.name_language).toEqual({ hits: 2, extras: 0, misses: 0 });
});

it('knows an exercise by its name in another language, and counts the language as wrong', () => {
  const fields = scoreWorkout(legDay, workout({ name: 'Sentadillas', sets: sets(3, 12) }));
  expect(fields.exercises).toEqual({ hits: 1, extras: 0, misses: 1 });
  expect(fields.name_language).toEqual({ hits: 0, extras: 1, misses: 1 });
});

it('counts what is wrong as an extra and a miss, and silence as a miss alone', () => {
  const wrong = scoreWorkout(legDay, workout({ name: 'Squat', sets: sets(4, 13) }, { name: 'Plank' }));
  expect(wrong.exercises).toEqual({ hits: 1, extras: 1, misses: 1 });
  expect(wrong.sets).toEqual({ hits: 3, extras: 1, misses: 2 });
  expect(wrong.reps).toEqual({ hits: 0, extras: 4, misses: 5 });
  const silent = scoreWorkout(legDay, workout({ name: 'squat' }, { name: 'jump squat' }));
  expect(silent.reps).toEqual({ hits: 0, extras: 0, misses: 5 });
});

it('tells a workout overlooked from one made up', () => {
  expect(scoreWorkout(legDay, null).no_workout).toEqual({ hits: 0, extras: 1, misses: 0 });
  expect(scoreWorkout(pancakes, null).no_workout).toEqual({ hits: 1, extras: 0, misses: 0 });
  expect(scoreWorkout(pancakes, workout({ name: 'Flip' })).no_workout).toEqual({ hits: 0, extras: 0, misses: 1 });
});

it('tells right, misplaced and invented numbers apart by the corpus, not by our reader', () => {
  const given = workout({ name: 'squat', sets: sets(3, 10), numbers_seen_in: 'caption' }, { name: 'jump squat' });
  const odd = workout({ name: 'squat', sets: [makeSet({ reps: 12, weight_lbs: 77 })], numbers_seen_in: 'caption' });
  expect(countClaims(legDay, given, given)).toMatchObject({ right: 1, rightPublished: 1, misplaced: 1, invented: 0 });
  expect(countClaims(legDay, odd, odd)).toMatchObject({ right: 1, invented: 1, inventedPublished: 1 });
  expect(countClaims(legDay, odd, null)).toMatchObject({ rightPublished: 0, invented: 1, inventedPublished: 0 });
});

it('asks that numbers go whose label names a text without them, although they are right', async () => {
  const lines = ['caption: Save this', 'slides: "Squat 3x12"', 'right: squat = 3x 12', 'answer: same [caption]'];
  const [kept, gone] = await runCases([written(...lines), written(...lines, 'label: false')], { from: 'corpus' });
  expect(kept?.claims).toMatchObject({ right: 2, rightPublished: 0, mislabelled: 0 });
  expect(gone?.claims).toMatchObject({ right: 0, mislabelled: 2, mislabelledPublished: 0 });
});

it('keeps apart what is published as inferred, or on the word of a model that saw the media', () => {
  const shown = written('caption: Legs', 'video: A man squats.', 'right: squat', 'answer: same [-]');
  const labelled = (source: string) =>
    workout({ name: 'squat', sets: [makeSet({ reps: 7 })], numbers_seen_in: source });
  const count = (one: EvalCase, source: string) => countClaims(one, labelled(source), labelled(source));
  expect(count(shown, 'inferred')).toMatchObject({ inventedInferred: 1, inventedPublished: 0 });
  expect(count(shown, 'on_screen')).toMatchObject({ inventedUnseen: 1, inventedPublished: 0 });
  expect(count(shown, 'caption')).toMatchObject({ inventedUnseen: 0, inventedPublished: 1 });
  expect(count(legDay, 'on_screen')).toMatchObject({ inventedUnseen: 0, inventedPublished: 1 });
});

it('ends every answer of the corpus as the case says', async () => {
  const runs = await runCases(cases, { from: 'corpus' });
  expect(runs).toHaveLength(cases.length);
  expect(runs.filter(({ endedRightly }) => endedRightly === false).map(({ one }) => one.id)).toEqual([]);
  expect(runs.filter(({ endedRightly }) => endedRightly === true).length).toBeGreaterThanOrEqual(5);
});

it('publishes no number that an answer invents and no text states, and counts that it was stopped', async () => {
  const invented = written('caption: Squats', 'right: squat', 'answer: squat = 3x 7777 [caption]');
  const [run] = await runCases([invented], { from: 'corpus' });
  expect(run?.claims).toMatchObject({ invented: 2, inventedPublished: 0 });
  expect(run?.published?.reps).toEqual({ hits: 0, extras: 0, misses: 0 });
  expect(run?.answered?.reps).toEqual({ hits: 0, extras: 3, misses: 0 });
});

it('asks a model about the same posts in the language of the case, and shows it what the media shows', async () => {
  const asked = written(
    'asked: es',
    'caption: Legs',
    'slides: "Squat 3x12"',
    'right: sentadilla ~ squat = 3x 12',
    'answer: same [screen]',
  );
  const answer = makeWorkout({
    exercises: [makeExercise({ name: 'Sentadilla', sets: sets(3, 12), numbers_seen_in: 'on_screen' })],
  });
  const seen: string[] = [];
  const [run] = await runCases([asked], {
    from: 'model',
    generate: ({ text, media }) => {
      seen.push(text, ...media.map((part) => (part.kind === 'inline' ? part.data.toString() : part.uri)));
      return Promise.resolve(generated(found(answer)));
    },
  });
  expect(seen).toEqual([expect.stringContaining('OUTPUT_LANGUAGE: "es"'), '"Squat 3x12"']);
  expect(run?.claims).toMatchObject({ right: 2, rightPublished: 2 });
  expect(run?.published?.name_language.hits).toBe(1);
});

it('goes on where a model cannot be asked, and misses a bar for it', async () => {
  const runs = await runCases(cases, { from: 'model', generate: () => Promise.reject(new Error('429')) });
  expect(new Set(runs.map(({ ended }) => ended))).toEqual(new Set(['no answer']));
  const { bars, developed } = makeResults(runs, { ...about, from: 'model' });
  expect(bars[0]).toMatchObject({ name: 'cases without an answer', figure: developed.all.cases, met: false });
});

it('misses a bar with a model that sees no workout anywhere, and says so on the page', async () => {
  const runs = await runCases(cases, { from: 'model', generate: () => Promise.resolve(generated(notFound)) });
  const results = makeResults(runs, { ...about, from: 'model' });
  expect(results.developed.all.fields.no_workout.published).toMatchObject({ recall: 1 });
  expect(results.bars.find(({ name }) => name === 'exercises, recall')).toMatchObject({ figure: 0, met: false });
  expect(resultsPage(results)).toContain('| exercises, recall | ≥ 0.9 | 0 | **no** |');
});

it('compares two results files figure by figure and case by case, and shows no held-out case', async () => {
  const before = makeResults(await runCases(cases, { from: 'corpus' }), about);
  const silent = await runCases(cases, { from: 'model', generate: () => Promise.resolve(generated(notFound)) });
  const after = makeResults(silent, { ...about, model: 'silent', prompt_version: 2 });
  expect(diffResults(before, before)).toContain('No figure differs.\n\nNo case differs.');
  const diff = diffResults(before, after);
  expect(diff).toContain('From m, prompt 1 to silent, prompt 2');
  expect(diff).toMatch(/\| exercises, recall \| 0\.\d+ \| 0 \|/);
  expect(diff).toContain('| en-leg-list | found');
  for (const { id } of cases.filter(({ isHeldOut }) => isHeldOut)) {
    expect(diff).not.toContain(`| ${id} |`);
  }
});
