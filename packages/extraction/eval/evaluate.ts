import { systemClock } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import { silentLogger } from '@sets/service-kit';
import { createExtractor, type Generate, getProfile, PROMPT_VERSION } from '../src/index.ts';
import { createNumberReader } from '../src/numbers/stated-numbers.ts';
import type { Workout } from '../src/profiles/workout/schema.ts';
import { englishCases } from './cases/english.ts';
import { noWorkoutCases } from './cases/no-workout.ts';
import { otherLanguageCases } from './cases/other-languages.ts';
import type { EvalCase } from './eval-case.ts';
import { type EvalReport, summarise } from './report.ts';
import { type CaseOutcome, type CaseScore, scoreCase } from './score.ts';

export const evalCases: readonly EvalCase[] = [...englishCases, ...otherLanguageCases, ...noWorkoutCases];

const AT_ONCE = 4;

export interface Evaluation {
  readonly report: EvalReport;
  readonly scores: readonly (CaseScore & { readonly id: string })[];
}

/** Runs every case through the extractor as it is shipped, on its words alone, and scores what comes out. */
export async function evaluate(model: string, generate: Generate): Promise<Evaluation> {
  const profile = getProfile('workout');
  const readNumbers = createNumberReader();
  const extractor = createExtractor({
    clock: systemClock,
    logger: silentLogger,
    cascade: false,
  });
  const scores: (CaseScore & { id: string })[] = [];
  let costUsd: number | null = 0;
  const run = async (one: EvalCase): Promise<void> => {
    let language: string | null = null;
    let outcome: CaseOutcome;
    let cost: number | null = 0;
    try {
      const extraction = await extractor.extract({
        generate,
        profile,
        language: null,
        post: {
          kind: 'video',
          author: null,
          title: null,
          durationS: null,
          caption: one.caption,
          transcript: one.transcript === undefined ? null : { language: null, text: one.transcript },
        },
        media: () => Promise.resolve([]),
        signal: new AbortController().signal,
        callsLeft: 2,
        onUsage: (usage) => {
          cost = usage.cost_usd;
        },
      });
      language = extraction.language;
      outcome = {
        workout: extraction.result as unknown as Workout,
        failed: false,
        language,
        dropped: extraction.evidence.dropped,
      };
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        throw error;
      }
      // A refusal to see a workout has no language to check; it is taken as right so that only answers are scored.
      const saidNone = error.code === profile.emptyProblem;
      outcome = { workout: null, failed: !saidNone, language: saidNone ? one.language : null, dropped: 0 };
    }
    scores.push({ id: one.id, ...scoreCase(readNumbers, one, outcome) });
    costUsd = cost === null || costUsd === null ? null : costUsd + cost;
  };
  const queue = [...evalCases];
  const work = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      await run(one);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  scores.sort((a, b) => a.id.localeCompare(b.id));
  const about = {
    model,
    profile: profile.name,
    profile_version: profile.version,
    prompt_version: PROMPT_VERSION,
    cost_usd: costUsd,
  };
  return { report: summarise(scores, about), scores };
}
