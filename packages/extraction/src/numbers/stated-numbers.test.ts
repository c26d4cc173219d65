import { cpuMsOf } from '@sets/clock/testing';
import { anyText } from '@sets/service-kit/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LANGUAGES } from './languages/index.ts';
import { numberWordsOf } from './number-words.ts';
import { createNumberReader } from './stated-numbers.ts';
import type { Dimension } from './units.ts';

const read = createNumberReader();
const states = (text: string, value: number, dimension: Dimension): boolean => read(text).states(value, dimension);

it.each<[string, number, Dimension]>([
  ['score 10 push-ups', 10, 'count'],
  ['open 3x10 squats', 3, 'count'],
  ['E2MOM x 6 - 3 power cleans', 120, 'seconds'],
  ['20 star jumps', 20, 'count'],
  ['10 deficit push ups', 10, 'count'],
  ['20 in a row', 20, 'count'],
  ['BW +10kg', 22, 'pounds'],
  ['Squats 4x10 met 50 kg', 10, 'count'],
  ['drop down to 20 lbs', 20, 'pounds'],
  ['drive your knees up for 1 min', 60, 'seconds'],
  ['20 steps each leg', 20, 'count'],
  ['Friday: 10/8/6', 10, 'count'],
  ["why we've done a 3-4 minute cap", 180, 'seconds'],
  ['3 series de 12 de cada ejercicio', 12, 'count'],
  ['we did 20 of those today', 20, 'count'],
  ['start with 40kg and finish on 60kg', 132.3, 'pounds'],
  ['slept 8h. plank 2 min', 120, 'seconds'],
  ['AMRAP 20 min: 5 pull-ups', 5, 'count'],
  ['start with 10 and finish with 20 burpees', 10, 'count'],
  ['12 reps or 3 weeks', 12, 'count'],
  ['30, 20, 10 calories', 30, 'count'],
  ['30 more seconds', 30, 'seconds'],
  ['15 more reps', 15, 'count'],
  ['HR up: 60 jumping jacks', 60, 'count'],
  ['3x12 squats', 3, 'count'],
  ['3x12 squats', 12, 'count'],
  ['4 × 8', 8, 'count'],
  ['5*100kg', 220.5, 'pounds'],
  ['21-15-9 thrusters', 15, 'count'],
  ['8–12 reps', 8, 'count'],
  ['12/10/8', 10, 'count'],
  ['３セット', 3, 'count'],
  ['٣×١٢', 12, 'count'],
  ['3️⃣ rounds', 3, 'count'],
  ['do it twice', 2, 'count'],
  ['a dozen burpees', 12, 'count'],
  ['twenty-five swings', 25, 'count'],
  ['one hundred and five double unders', 105, 'count'],
  ['veinticinco repeticiones', 25, 'count'],
  ['treinta y cinco saltos', 35, 'count'],
  ['vinte e cinco repetições', 25, 'count'],
  ['três séries de quinze', 15, 'count'],
  ['fünfundzwanzig Wiederholungen', 25, 'count'],
  ['dreißig Kniebeugen', 30, 'count'],
  ['quatre-vingt-dix-sept pompes', 97, 'count'],
  ['soixante et onze', 71, 'count'],
  ['20 kg goblet squat', 44.1, 'pounds'],
  ['2,5 kg', 5.5, 'pounds'],
  ['with 135 for five', 135, 'pounds'],
  ['50lbs dumbbells', 50, 'pounds'],
  ['1.5 pood swings', 54.2, 'pounds'],
  ['at 11 stone', 154, 'pounds'],
  ['Round 1 - 20 squats', 20, 'count'],
  ['10/12/15 kg', 22, 'pounds'],
  ['doce kilos', 26.5, 'pounds'],
  ['45s on 15s off', 45, 'seconds'],
  ['40/20', 40, 'seconds'],
  ['30-45 sec', 30, 'seconds'],
  ['1:30 plank', 90, 'seconds'],
  ['1 min 30', 90, 'seconds'],
  ['1½ minutes', 90, 'seconds'],
  ['2 1/2 min', 150, 'seconds'],
  ['a minute and a half', 90, 'seconds'],
  ['un minuto y medio', 90, 'seconds'],
  ['half a minute', 30, 'seconds'],
  ['rest sixty seconds', 60, 'seconds'],
  ['quatre-vingt-dix secondes', 90, 'seconds'],
  ['20-minute AMRAP', 20, 'minutes'],
  ['media hora', 30, 'minutes'],
  ['an hour of yoga', 60, 'minutes'],
  ['run 5k', 3.1, 'miles'],
  ['1,000 m row', 0.62, 'miles'],
  ['half a mile', 0.5, 'miles'],
  ['400m sprint', 0.249, 'miles'],
  ['Back squat 4x8@60kg', 132.3, 'pounds'],
  ['Deadlift 10/8/6', 8, 'count'],
  ['Deadlift 10/8/6', 6, 'count'],
  ['Day 1 - 20 squats', 20, 'count'],
  ['plank for two and a half minutes', 150, 'seconds'],
  ['Squats 40:20 x 5', 40, 'seconds'],
  ['Squats 40:20 x 5', 20, 'seconds'],
  ['Присед 3х12, 60 кг, отдых 2 мин', 132.3, 'pounds'],
  ['Присед 3х12, 60 кг, отдых 2 мин', 120, 'seconds'],
  ['2m30s rest', 150, 'seconds'],
  ['1h10m ride', 70, 'minutes'],
  ['RIR 2, 12 reps', 12, 'count'],
  ['休息2分钟', 120, 'seconds'],
  ['플랭크 1분', 60, 'seconds'],
  ['nghỉ 1 phút', 60, 'seconds'],
  ['due minuti di plank', 120, 'seconds'],
  ['десять раз', 10, 'count'],
  ['深蹲三组', 3, 'count'],
  ['深蹲二十五次', 25, 'count'],
  // Quarters, halves and wholes of an hour, a minute, a dozen.
  ['three quarters of an hour', 2_700, 'seconds'],
  ["un quart d'heure de corde", 900, 'seconds'],
  ['kwadrans na skakance', 900, 'seconds'],
  ['一刻钟跳绳', 900, 'seconds'],
  ['hold it for a full minute', 60, 'seconds'],
  ['минута планки', 60, 'seconds'],
  ['media docena de dominadas', 6, 'count'],
  // A language is known by the beginnings of its words too.
  ['bir buçuk dakika', 90, 'seconds'],
  ["descansa 1'30''", 90, 'seconds'],
  ["2'30 de récup", 150, 'seconds'],
  // "s" is a preposition here, "den" and "cap" are no labels, "RPE" has a number of its own.
  ['3x10 s 7,5 kg', 10, 'count'],
  ['mit den 10 kg Hanteln', 22, 'pounds'],
  ['40min cap: 2k row', 1.24, 'miles'],
  ['4x6 RPE 8', 6, 'count'],
  ['1 hr ride, 30 push ups', 30, 'count'],
  ['ladder (15 12 10 8 6)', 12, 'count'],
  // Near what states nothing.
  ['pulse 10 times at the bottom', 10, 'count'],
  ['Puls hoch: 20 Burpees', 20, 'count'],
  ['track: 4 x 800m', 4, 'count'],
  ['Step 1: 10 squats', 10, 'count'],
  ['40s each exercise', 40, 'seconds'],
  ['20 de cada lado', 20, 'count'],
  ['Exercises: 4 sets', 4, 'count'],
  ['10세트', 10, 'count'],
  ['rest 90s, 10/10 lunges', 90, 'seconds'],
  ['press at 22.50 kg', 49.6, 'pounds'],
  ['press at 22.50lbs', 22.5, 'pounds'],
])('"%s" states %d (%s)', (text, value, dimension) => {
  expect(states(text, value, dimension)).toBe(true);
});

it('counts how often a number is stated', () => {
  expect(read('12, 12 and 12').times(12, 'count')).toBe(3);
});

it.each(LANGUAGES.map((data) => [data.tag, data] as const))(
  'finds every number word of %s in a sentence',
  (_tag, data) => {
    const words = [...numberWordsOf(data)].filter(
      ([phrase, value]) => value > 0 && value < 200 && !/half/.test(phrase),
    );
    // A word that only this language has stands beside it, as it would in a post.
    const sign = data.signs?.split(' ')[0] ?? '';
    for (const [phrase, value] of words) {
      expect({ phrase, stated: read(`${sign} : ${phrase} burpees`).states(value, 'count') }).toEqual({
        phrase,
        stated: true,
      });
    }
  },
);

it('states no number that none of its digits or words can mean, whatever surrounds them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999 }), fc.constantFrom('', ' reps', 'x', ' kg', ' sec'), (n, unit) => {
      const stated = read(`try ${n}${unit} today`);
      for (const other of [n + 1000, n * 7 + 1001]) {
        expect(stated.states(other, 'count')).toBe(false);
      }
    }),
  );
});

it('survives any text, quickly', () => {
  fc.assert(fc.property(anyText(500), (text) => void read(text)));
  const giants = ['12,'.repeat(14_000), '1 min '.repeat(7_000), '#'.repeat(40_000), 'one hundred and '.repeat(2_500)];
  for (const beginning of [
    'i am ',
    'played ',
    'out of ',
    'a-',
    '1.',
    '1:',
    '-1,',
    'down 1',
    'weigh over ',
    "5'1",
    '1k ',
  ]) {
    giants.push(beginning.repeat(10_000));
  }
  // A mark of Hebrew that is no letter.
  giants.push('\u05be'.repeat(100_000));
  for (const giant of giants) {
    expect(
      cpuMsOf(() => read(giant)),
      giant.slice(0, 20),
    ).toBeLessThan(2_000);
  }
});
