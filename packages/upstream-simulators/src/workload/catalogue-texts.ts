import type { Random } from '@sets/clock';
import { pick } from '../draws.ts';

interface Move {
  readonly name: string;
  /** Holds are timed, everything else is counted. */
  readonly hold: boolean;
}

const move = (name: string, hold = false): Move => ({ name, hold });

const MOVES: readonly [Move, ...Move[]] = [
  move('Goblet squats'),
  move('Push-ups'),
  move('Bent over rows'),
  move('Walking lunges'),
  move('Plank', true),
  move('Romanian deadlifts'),
  move('Shoulder press'),
  move('Mountain climbers'),
  move('Kettlebell swings'),
  move('Hip thrusts'),
  move('Bicep curls'),
  move('Side plank', true),
  move('Burpees'),
  move('Glute bridges'),
  move('Lateral raises'),
  move('Wall sit', true),
];

const OPENERS: readonly [string, ...string[]] = [
  'Full body burner for busy days',
  'Try this one at home',
  'My favourite session of the week',
  'No gym needed for this workout',
  'Strength session, short and sweet',
  'Lower body day, you will feel it',
];

const OFF_TOPIC: readonly [string, ...string[]] = [
  'Trying the viral pizza place around the corner, 8.2 out of 10',
  'Day 12 of renovating our kitchen, the tiles cost $340',
  'My cat turned 3 today and got a new tree',
  'POV: your flight leaves at 6:45am and you have 2 bags',
  'Thank you for 25k followers, part 2 comes on Friday',
];

const SETS: readonly [number, ...number[]] = [3, 3, 4, 5];
const REPS: readonly [number, ...number[]] = [8, 10, 12, 15, 20];
const HOLDS_S: readonly [number, ...number[]] = [20, 30, 45, 60];
const RESTS_S: readonly [number, ...number[]] = [30, 45, 60, 90];

export interface PlanTexts {
  readonly opener: string;
  /** One line for each exercise, as on screen or in a caption. */
  readonly lines: readonly string[];
  /** What the coach says meanwhile: no numbers, so that captions alone decide whether the text is complete. */
  readonly spoken: readonly string[];
}

/** A plan of three to six exercises, with numbers, as text and as speech. */
export function drawPlan(random: Random): PlanTexts {
  const count = 3 + Math.floor(random() * 4);
  const moves = [...MOVES].sort(() => random() - 0.5).slice(0, count);
  const restS = pick(random, RESTS_S);
  const drawn = moves.map(({ name, hold }) => ({
    name,
    sets: pick(random, SETS),
    amount: hold ? `${pick(random, HOLDS_S)} seconds` : String(pick(random, REPS)),
  }));
  return {
    opener: pick(random, OPENERS),
    lines: [
      ...drawn.map(({ name, sets, amount }) => `${name} ${sets}x${amount}`),
      `Rest ${restS} seconds between sets`,
    ],
    spoken: [...drawn.map(({ name }) => `Next up, ${name.toLowerCase()}.`), 'Take a break and go again.'],
  };
}

export const drawOffTopic = (random: Random): string => pick(random, OFF_TOPIC);

/** WEBVTT in the form of the recorded transcripts: two line breaks after the header, one cue for each sentence. */
export function toWebVtt(sentences: readonly string[], durationS: number): string {
  const each = durationS / Math.max(1, sentences.length);
  const at = (seconds: number) => new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23);
  const cues = sentences.map((text, index) => `${at(index * each)} --> ${at((index + 1) * each)}\n${text}\n`);
  return `WEBVTT\n\n\n${cues.join('\n')}`;
}
