import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEM_CODES } from '@sets/contract';
import { NUMBER_SOURCES, type NumberSource } from '../src/profiles/fields.ts';
import {
  ANSWER_FORMS,
  type AnsweredExercise,
  type AnswerForm,
  type EvalCase,
  type Kind,
  type RightExercise,
  type RightResult,
  type WrittenAnswer,
} from './eval-case.ts';
import { readSets, readStated } from './read-sets.ts';

const CORPUS = join(import.meta.dirname, 'corpus/posts');

/** Every case of the corpus; its README says how they are written. */
export const readCases = (): EvalCase[] =>
  readdirSync(CORPUS)
    .toSorted()
    .flatMap((file) => {
      const language = /^[a-z]+/.exec(file)?.[0] ?? '';
      return readFileSync(join(CORPUS, file), 'utf8')
        .trim()
        .split(/\n\n+/)
        .map((block) => readCase(block, language));
    });

/** @throws Error naming the case and what is wrong with it */
export function readCase(block: string, language: string): EvalCase {
  const [head = '', ...rest] = block.replace(/\n {2}/g, '\u0000').split('\n');
  const [, id, fault] = /^== (\S+) \| (\S+)$/.exec(head) ?? [];
  if (id === undefined || fault === undefined) {
    throw new Error(`no case begins with "${head}"`);
  }
  try {
    const lines = readLines(rest);
    const right = readRight(lines);
    const shown = first(lines, 'video') ?? first(lines, 'slides') ?? first(lines, 'mixed');
    const stated = first(lines, 'states');
    return {
      id,
      language,
      kind: kindOf(lines),
      fault,
      caption: first(lines, 'caption'),
      speech: first(lines, 'speech'),
      shown,
      asked: first(lines, 'asked'),
      right,
      alsoStated: stated === null ? [] : readStated(stated),
      answer: readAnswered(lines, right),
      isMislabelled: first(lines, 'label') === 'false',
      form: readForm(first(lines, 'as') ?? 'plain'),
      ends: readProblem(first(lines, 'ends')),
      isHeldOut: (createHash('sha256').update(id).digest()[0] ?? 0) % 3 === 0,
    };
  } catch (error) {
    throw new Error(`The case ${id} cannot be read`, { cause: error });
  }
}

type Lines = ReadonlyMap<string, readonly string[]>;

const KEYS = new Set([
  ...['asked', 'caption', 'speech', 'video', 'slides', 'mixed', 'states', 'minutes', 'as', 'ends', 'label'],
  ...['right', 'answer'],
  ...['right title', 'right instructions', 'right creator', 'right type'],
  ...['answer title', 'answer instructions', 'answer creator', 'answer type', 'answer minutes'],
]);

function readLines(written: readonly string[]): Lines {
  const lines = new Map<string, string[]>();
  for (const line of written) {
    const [, key, value] = /^([a-z ]+): (.+)$/.exec(line) ?? [];
    if (key === undefined || value === undefined || !KEYS.has(key)) {
      throw new Error(`not a line of a case: ${line}`);
    }
    lines.set(key, [...(lines.get(key) ?? []), value.replaceAll('\u0000', '\n')]);
  }
  return lines;
}

const first = (lines: Lines, key: string): string | null => lines.get(key)?.[0] ?? null;

function kindOf(lines: Lines): Kind {
  if (lines.has('video')) {
    return 'video';
  }
  if (lines.has('slides')) {
    return 'slideshow';
  }
  if (lines.has('mixed')) {
    return 'mixed';
  }
  return lines.has('speech') ? 'transcript' : 'caption';
}

function readRight(lines: Lines): RightResult | null {
  const written = lines.get('right') ?? [];
  if (written.length === 0) {
    throw new Error('it has no right result');
  }
  if (written[0] === 'none') {
    return null;
  }
  const texts = Object.fromEntries(
    ['title', 'instructions', 'creator', 'type'].flatMap((name) => {
      const accepted = first(lines, `right ${name}`);
      return accepted === null ? [] : [[name, accepted.split('|')]];
    }),
  );
  return { exercises: written.map(readRightExercise), texts, durationMinutes: readMinutes(lines, 'minutes') };
}

function readRightExercise(written: string): RightExercise {
  const [names = '', sets = ''] = written.split(' = ');
  const [own = '', other = ''] = names.split(' ~ ');
  return { names: own.split('|'), otherNames: other === '' ? [] : other.split('|'), sets: readSets(sets) };
}

function readAnswered(lines: Lines, right: RightResult | null): WrittenAnswer | null {
  const written = lines.get('answer') ?? [];
  if (written.length === 0) {
    throw new Error('it has no answer');
  }
  if (written[0] === 'none') {
    return null;
  }
  return {
    exercises: written.flatMap((line) => readAnsweredExercises(line, right)),
    title: first(lines, 'answer title'),
    instructions: first(lines, 'answer instructions'),
    creator: first(lines, 'answer creator'),
    type: first(lines, 'answer type'),
    durationMinutes: readMinutes(lines, 'answer minutes') ?? readMinutes(lines, 'minutes'),
  };
}

function readAnsweredExercises(line: string, right: RightResult | null): AnsweredExercise[] {
  const [, written, label] = /^(.+) \[(\S+)\]$/.exec(line) ?? [];
  if (written === undefined || label === undefined) {
    throw new Error(`not an answered exercise: ${line}`);
  }
  const source = readSource(label);
  if (written === 'same') {
    return (right?.exercises ?? []).map(({ names, sets }) => ({ name: names[0] ?? '', sets, source }));
  }
  const [name = '', sets = ''] = written.split(' = ');
  return [{ name, sets: readSets(sets), source }];
}

function readSource(label: string): NumberSource | null {
  const source = NUMBER_SOURCES.find((one) => one === (label === 'screen' ? 'on_screen' : label));
  if (source === undefined && label !== '-') {
    throw new Error(`no label: ${label}`);
  }
  return source ?? null;
}

function readMinutes(lines: Lines, key: string): number | null {
  const written = first(lines, key);
  return written === null ? null : Number(written);
}

function readForm(written: string): AnswerForm {
  const form = ANSWER_FORMS.find((one) => one === written);
  if (form === undefined) {
    throw new Error(`no form of an answer: ${written}`);
  }
  return form;
}

function readProblem(written: string | null): EvalCase['ends'] {
  const problem = PROBLEM_CODES.find((one) => one === written);
  if (problem === undefined && written !== null) {
    throw new Error(`no problem: ${written}`);
  }
  return problem ?? null;
}
