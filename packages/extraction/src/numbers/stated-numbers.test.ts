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

it.each<[string, number, Dimension]>([
  ['3x12 squats', 13, 'count'],
  ['#75hard challenge', 75, 'count'],
  ['follow @coach12', 12, 'count'],
  ['https://x.com/12', 12, 'count'],
  ['12kg kettlebell', 12, 'count'],
  ['75% of your max', 75, 'count'],
  ['RPE 8', 8, 'count'],
  ['RPE 8-9', 9, 'count'],
  ['day 12 of 30 days', 12, 'count'],
  ['day 12 of 30 days', 30, 'count'],
  ['posted 12/10/2025', 12, 'count'],
  ['2025-10-12', 10, 'count'],
  ['10k followers', 10, 'count'],
  ['$20 a month', 20, 'count'],
  ['20 kg', 20, 'pounds'],
  ['20 reps', 20, 'miles'],
  ['2 minutes', 2, 'seconds'],
  ['45 seconds', 45, 'count'],
  ['20% off', 20, 'any'],
  ['no numbers at all', 1, 'count'],
  ['train legs 4x a week', 4, 'count'],
  ['three times per week', 3, 'count'],
  ['haftada 3 kez', 3, 'count'],
  ['use code SAVE20', 20, 'count'],
  ['only 20€', 20, 'count'],
  ['120 bpm', 120, 'count'],
  ['Rs. 499', 499, 'count'],
  ['my BMI 25', 25, 'count'],
  ['see you on May 5', 5, 'count'],
  ['size 10 shoes', 10, 'count'],
  ['Day 5 of 75', 5, 'count'],
  ['Day 5 of 75', 75, 'count'],
  ['30 g protein', 30, 'count'],
  ['up at 6:30 AM', 390, 'seconds'],
  ['see you on Dec 25', 25, 'count'],
  ['RIR 2, 12 reps', 2, 'count'],
  ['Week 3: squats', 3, 'count'],
  ['open 24/7', 24, 'any'],
  ['ouvert 24h/24 et 7j/7', 7, 'count'],
  ['7/24 açık', 7, 'any'],
  ['the 5th of May', 5, 'any'],
  ['ngày 5 tháng 5', 5, 'any'],
  ['den 3 z 30', 3, 'any'],
  ['μέρα 3 από 30', 30, 'any'],
  ['call 0171 2345678', 171, 'any'],
  ['+34 612 345 678', 612, 'any'],
  ['(11) 98765-4321', 11, 'any'],
  ['à 18h30', 30, 'count'],
  ['%20 indirim', 20, 'any'],
  ['خصم ١٠٪', 10, 'any'],
  ['2 RIR', 2, 'count'],
  ['avg heart rate 132, max 178', 178, 'any'],
  ['心拍数150', 150, 'any'],
  ['size 9.5, 4mm drop', 4, 'count'],
  ['5 vanliga misstag', 5, 'count'],
  ['🎶 7 rings', 7, 'count'],
  ['14 Baker Street', 14, 'any'],
  ['over 40? try this', 40, 'any'],
  ['3-mal die Woche', 3, 'count'],
  ['5 simple exercises for your back', 5, 'any'],
  ['über 200 Rezepte', 200, 'any'],
  ['9 von 10 Frauen', 10, 'any'],
  ['9 de cada 10 mujeres', 9, 'any'],
  ['every 4-6 weeks', 4, 'any'],
  ['von 9-18 Uhr', 9, 'any'],
  ['Step 1 of 5', 5, 'any'],
  ['tag 3 friends', 3, 'any'],
  ['mom of 3', 3, 'any'],
  ['28 y/o', 28, 'any'],
  ['1 on 1 coaching', 1, 'any'],
  ['filmed in 1080p', 1080, 'any'],
  ['use LENA_10 at checkout', 10, 'any'],
  ['vom 1.1. bis 31.1.', 31, 'any'],
  ['LES MILLS 2.0', 2, 'any'],
  ['BMI from 31 to 24', 24, 'any'],
  ['VO2max 52', 52, 'any'],
  ['4.9/5 rating', 4.9, 'any'],
  ["I'd give it a 9/10", 9, 'any'],
  ['Monday 8th at 18.30', 18.3, 'any'],
  ['300 kalorii mniej', 300, 'count'],
  ['35 yaşında anne', 35, 'any'],
  ['I weigh about 82kg', 180.8, 'pounds'],
  ['lost 20kg in one year', 44.1, 'pounds'],
  ['10 kilo kwijt', 22, 'pounds'],
  ['体重68kgです', 150, 'pounds'],
  ['8 hours of sleep', 28800, 'seconds'],
  ['a 2 hour drive to the meet', 7200, 'seconds'],
  ['drove 40 miles to this gym', 40, 'miles'],
  ['sale ends in 48 hours', 172800, 'seconds'],
  ['duermo 7 horas', 25200, 'seconds'],
  ['damper at 5 on the rower', 5, 'any'],
  ['sleep score 88, readiness 91', 91, 'any'],
  ['track 7 on the album', 7, 'any'],
  ["I'm 43 and stronger", 43, 'any'],
  ['down 12 lbs since January', 12, 'pounds'],
  ['14,532 steps', 14532, 'count'],
  ['10k steps a day', 6.21, 'miles'],
  ['blood pressure 120/80', 80, 'count'],
  ['L5-S1 disc bulge', 5, 'count'],
  ['16:8 fasting', 8, 'any'],
  ['4 dogs in this gym', 4, 'count'],
  ['this gym is 8/10', 8, 'count'],
  ['a family of 5', 5, 'count'],
  ['back in the 90s', 90, 'any'],
  ['2x/week', 2, 'count'],
  ['my watch is a Garmin 265 and it was cheap', 265, 'any'],
  ['class is at 9', 9, 'count'],
  ['from 92kg to 78kg', 172, 'pounds'],
  ['de 90 kg para 75 kg', 198.4, 'pounds'],
  ['90kgから75kgまで痩せた', 165.3, 'pounds'],
  ['P: 45 C: 60 F: 15', 45, 'any'],
  ['60x40 cm bench pad', 60, 'count'],
  ['won my 63kg class', 138.9, 'pounds'],
  ['whatsapp 600 123 456', 600, 'any'],
  ['bp 118 over 76', 118, 'any'],
])('"%s" does not state %d (%s)', (text, value, dimension) => {
  expect(states(text, value, dimension)).toBe(false);
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
