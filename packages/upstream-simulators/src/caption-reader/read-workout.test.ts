import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Exercise, readWorkout, type WorkoutSet } from './read-workout.ts';

const amount = ({ reps, weight_lbs, duration_seconds, rest_seconds }: WorkoutSet): string =>
  [
    reps,
    weight_lbs === null ? null : `${weight_lbs}lb`,
    duration_seconds === null ? null : `${duration_seconds}s`,
    rest_seconds === null ? null : `r${rest_seconds}`,
  ]
    .filter((part) => part !== null)
    .join(' ');

/** "Squats: 8 r60 ×4" */
const summary = (exercises: readonly Exercise[]): string[] =>
  exercises.map(({ name, sets }) => `${name}: ${sets[0] === undefined ? '' : amount(sets[0])} ×${sets.length}`);

describe('what the posts of the simulators say', () => {
  it.each<[string, string, string[]]>([
    ['sets by repetitions', 'Goblet squats 3x12', ['Goblet squats: 12 ×3']],
    ['with spaces and a range, the lower number', 'Dumbbell press 3 x 10-12', ['Dumbbell press: 10 ×3']],
    ['in words', 'Then push-ups, 3 sets of 10.', ['Push-ups: 10 ×3']],
    ['numbers first', '3x10 bicep curls', ['Bicep curls: 10 ×3']],
    ['seconds and minutes', 'Plank 3x45 seconds\nWall sit 2 x 1 minute', ['Plank: 45s ×3', 'Wall sit: 60s ×2']],
    ['kilograms as pounds', 'Barbell squat 4x8 @ 60 kg', ['Barbell squat: 8 132.3lb ×4']],
    ['a rest of its own', 'Lunges 4x10, rest 60 seconds', ['Lunges: 10 r60 ×4']],
    [
      'a rest for all',
      'Squats 3x8\nRows 3x8, rest 30 s\nRest 90 seconds between sets',
      ['Squats: 8 r90 ×3', 'Rows: 8 r30 ×3'],
    ],
    [
      'numbers below the name, each rest for the exercise above',
      'Barbell Squat\n4 sets x 8 reps\nRest 90 seconds\n\nPlank\n3 x 60 seconds',
      ['Barbell Squat: 8 r90 ×4', 'Plank: 60s ×3'],
    ],
    [
      'intervals over a list',
      '4 rounds\n40 seconds work / 20 seconds rest\n\n1️⃣ Kettlebell swings\n2️⃣ Plank hold\nFollow for more!',
      ['Kettlebell swings: 40s r20 ×4', 'Plank hold: 40s r20 ×4'],
    ],
    [
      'a spoken circuit',
      'This is a core circuit. Do 3 rounds. 15 sit-ups. 30 second side plank on each side. Rest 30 seconds between rounds.',
      ['Sit-ups: 15 ×3', 'Side plank: 30s r30 ×3'],
    ],
    [
      'Spanish',
      '• Zancadas: 3 series de 12 repeticiones por pierna\n• Plancha 3 x 40 segundos\n\nDescanso: 45 segundos entre series',
      ['Zancadas: 12 r45 ×3', 'Plancha: 40s r45 ×3'],
    ],
    ['a name behind a colon', 'Finisher of the day: Sumo High Pull 5x10 @ 35 lbs.', ['Sumo High Pull: 10 35lb ×5']],
  ])('%s', (_, text, expected) => {
    expect(summary(readWorkout(text))).toEqual(expected);
  });

  it.each([
    'Trying the viral pizza place, 8.2 out of 10',
    'Thank you for 25k followers, part 2 comes on Friday',
    'POV: your flight leaves at 6:45am and you have 2 bags',
    '7 creative plank variations',
    'Shot in 1920x1080',
    'Push-ups 3x a week',
    'Do 999 reps of everything',
    '0x12 squats',
  ])('finds none in: %s', (text) => {
    expect(readWorkout(text)).toEqual([]);
  });
});

const FRAGMENTS = [
  'Squats',
  '3x12',
  '10 rounds',
  'rest 60 seconds',
  '45s on 15s off',
  '@ 60kg',
  '- Lunges',
  '\n',
  '. ',
  ': ',
];

it('states no number that the text does not state', () => {
  const texts = fc.array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.nat({ max: 300 }).map(String)), { maxLength: 14 });
  fc.assert(
    fc.property(texts, (parts) => {
      const text = parts.join(' ');
      const stated = (text.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
      const values = readWorkout(text).flatMap(({ sets }) => [
        sets.length,
        ...sets.flatMap((set) => Object.values(set)),
      ]);
      for (const value of values.filter((one) => one !== null && one !== 1)) {
        expect(stated.some((one) => [1, 60, 2.20462].some((factor) => Math.abs(one * factor - value) < 0.06))).toBe(
          true,
        );
      }
    }),
    { numRuns: 1_000 },
  );
});

it('reads any text, and no more of it than a post can have', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void readWorkout(text)));
  expect(readWorkout(`${'squat '.repeat(200_000)}\nRows 3x12`)).toEqual([]);
});
