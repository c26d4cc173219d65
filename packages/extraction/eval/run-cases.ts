import { systemClock } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import { silentLogger } from '@sets/service-kit';
import { readAnswer } from '../src/answer.ts';
import {
  createExtractor,
  type Extractor,
  type Generate,
  getProfile,
  type MediaPart,
  type RawAnswer,
} from '../src/index.ts';
import { type Workout, workoutSchema } from '../src/profiles/workout/schema.ts';
import { type ClaimCounts, countClaims } from './claims.ts';
import type { EvalCase } from './eval-case.ts';
import { type FieldTallies, scoreWorkout } from './score.ts';
import { workoutOf, writeAnswer } from './write-answer.ts';

const AT_ONCE = 4;
/** How a case ends whose model could not be asked. */
export const NO_ANSWER = 'no answer';

const profile = getProfile('workout');

/** Who answers: the corpus itself, or a model. */
export type Answers = { readonly from: 'corpus' } | { readonly from: 'model'; readonly generate: Generate };

export interface CaseRun {
  readonly one: EvalCase;
  /** `found`, the problem in which the extraction ended, or `no answer`: the model could not be asked. */
  readonly ended: string;
  /** Whether it ended as it had to; null where the case asks for no certain end. */
  readonly endedRightly: boolean | null;
  /** What the model said, and what we made of it; null where nothing usable was answered. */
  readonly answered: FieldTallies | null;
  readonly published: FieldTallies | null;
  readonly claims: ClaimCounts | null;
  /** The post's language as the model named it. */
  readonly language: string | null;
  readonly costUsd: number | null;
}

class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** Runs every case through the extractor as it is shipped, and scores what went in and what came out. */
export async function runCases(cases: readonly EvalCase[], answers: Answers): Promise<CaseRun[]> {
  // One answer is scored, so each post is read once: from its media where it has any.
  const extractor = createExtractor({
    clock: systemClock,
    logger: silentLogger,
    cascade: false,
    textFirstOff: [profile.name],
  });
  const runs: CaseRun[] = [];
  const queue = cases.values();
  const work = async (): Promise<void> => {
    for (const one of queue) {
      runs.push(await runCase(extractor, one, answers));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return runs.sort((a, b) => a.one.id.localeCompare(b.one.id));
}

async function runCase(extractor: Extractor, one: EvalCase, answers: Answers): Promise<CaseRun> {
  let said: RawAnswer | null = null;
  let costUsd: number | null = 0;
  const generate: Generate = async (request, options) => {
    const generated =
      answers.from === 'model'
        ? await answers.generate(request, options).catch((cause: unknown) => {
            throw new NoAnswerError('The model could not be asked', { cause });
          })
        : { answer: writeAnswer(one), model: 'corpus', location: 'corpus', attempts: 1 };
    said = generated.answer;
    return generated;
  };
  let published: Workout | null = null;
  let language: string | null = null;
  let ended = 'found';
  try {
    const extraction = await extractor.extract({
      generate,
      profile,
      language: one.asked,
      post: {
        kind: one.kind === 'slideshow' || one.kind === 'mixed' ? one.kind : 'video',
        author: null,
        title: null,
        durationS: null,
        caption: one.caption,
        transcript: one.speech === null ? null : { language: null, text: one.speech },
      },
      media: () => Promise.resolve(mediaOf(one)),
      signal: new AbortController().signal,
      callsLeft: 1,
      onUsage: (usage) => {
        costUsd = usage.cost_usd;
      },
    });
    published = workoutSchema.parse(extraction.result);
    ({ language } = extraction);
  } catch (error) {
    if (error instanceof ProblemError) {
      ended = error.code;
    } else if (error instanceof NoAnswerError) {
      ended = NO_ANSWER;
    } else {
      throw error;
    }
  }
  const ends = answers.from === 'corpus' ? one.ends : null;
  const about = { one, ended, endedRightly: ends === null ? null : ended === ends, language, costUsd };
  if (ended !== 'found' && ended !== profile.emptyProblem) {
    return { ...about, answered: null, published: null, claims: null };
  }
  const answered = answers.from === 'corpus' ? one.answer && workoutOf(one.answer) : readWorkout(said);
  return {
    ...about,
    answered: scoreWorkout(one, answered),
    published: scoreWorkout(one, published),
    claims: answered === null ? null : countClaims(one, answered, published),
  };
}

/** Words stand for pictures and sound: what is scored is what is made of them, not how well a model sees. */
const mediaOf = ({ shown }: EvalCase): MediaPart[] =>
  shown === null ? [] : [{ kind: 'inline', mimeType: 'text/plain', data: Buffer.from(shown) }];

/** What a real model said, before our checks; null when it said nothing of the schema's form. */
function readWorkout(said: RawAnswer | null): Workout | null {
  if (said === null) {
    return null;
  }
  const envelope = readAnswer(said) as { result?: unknown } | null;
  const parsed = workoutSchema.safeParse(envelope?.result);
  return parsed.success ? parsed.data : null;
}
