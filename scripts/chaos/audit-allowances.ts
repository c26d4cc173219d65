import { PROBLEMS, type ProblemCode } from '@sets/contract';
import type { Finding } from './audit-writes.ts';
import { isEnded, type JobHistory, type JobState } from './job-history.ts';
import { overlap, type Span } from './recoveries.ts';

/** What a job met that cost it an attempt. */
interface Setback {
  readonly code: ProblemCode | null;
  readonly at: number;
}

/** A job that ended without a result and without a word about its post. */
interface GivenUp {
  readonly history: JobHistory;
  readonly message: string;
  readonly setbacks: readonly Setback[];
}

export interface AllowanceFindings {
  /** Jobs that were given up although only an outage was in their way. */
  readonly failedByOutage: readonly Finding[];
  /** Other jobs that were given up and did not deserve it. */
  readonly undeserved: readonly Finding[];
  /** Given up for the faults that their own posts met. */
  readonly deserved: number;
}

export interface AllowanceOptions {
  /** Content ids of posts that deserve it. */
  readonly poison: ReadonlySet<string>;
  /** When the scraper or the posts' files were out, alone or with everything else. */
  readonly blackouts: readonly Span[];
}

/** Faults of the one post that the run asked for: the scraper's and its files'. Everything else is an outage's. */
const OF_THE_POST: ReadonlySet<ProblemCode> = new Set([
  'scraper_unavailable',
  'scraper_bad_response',
  'media_unavailable',
  'short_link_unresolved',
]);
/** What fails in a blackout is told when the store is back. */
const TOLD_LATER_MS = 15_000;
/** As the protocol has it: attempts that meet a fault of the post's own. */
const ATTEMPTS = 3;

/** Who was given up, and whether rightly so: an outage and the deaths of workers must cost no job its end. */
export function findGivenUp(histories: ReadonlyMap<string, JobHistory>, options: AllowanceOptions): AllowanceFindings {
  const { poison, blackouts } = options;
  const isPosts = ({ code, at }: Setback): boolean =>
    code !== null && OF_THE_POST.has(code) && overlap(blackouts, at - TOLD_LATER_MS, at) === 0;
  const deserves = ({ history, setbacks }: GivenUp): boolean =>
    poison.has(history.contentId) || (setbacks.length >= ATTEMPTS && setbacks.every(isPosts));
  const all = [...histories.values()].flatMap((history) => givenUp(history) ?? []);
  const others = all.filter((one) => !deserves(one));
  const byOutage = others.filter(({ setbacks }) => setbacks.some((setback) => !isPosts(setback)));
  return {
    failedByOutage: byOutage.map(describe),
    undeserved: others.filter((one) => !byOutage.includes(one)).map(describe),
    deserved: all.length - others.length,
  };
}

function givenUp(history: JobHistory): GivenUp | null {
  const { states } = history;
  const end = states.find(isEnded);
  if (end === undefined || (end.status !== 'failed' && end.status !== 'expired') || end.error === null) {
    return null;
  }
  const { code, message } = end.error;
  const isVerdict = PROBLEMS[code].status < 500 && !PROBLEMS[code].retryable;
  if (end.status === 'failed' && isVerdict) {
    return null;
  }
  const setbacks = paidSetbacks(states);
  const last = lastProblem(message);
  return { history, message, setbacks: last === null ? setbacks : [...setbacks, { code: last, at: end.at }] };
}

/**
 * Those in doubt are given back when the outage is certain, and when they turn out to be one's: by the last attempt,
 * which pays, and has met another problem.
 */
function paidSetbacks(states: readonly JobState[]): readonly Setback[] {
  let paid: readonly Setback[] = [];
  for (const [index, state] of states.entries()) {
    const before = states[index - 1] ?? state;
    const givenBack = before.doubts.filter((code) => !state.doubts.includes(code));
    paid = paid.filter(({ code }) => code === null || !givenBack.includes(code));
    const isFree = state.waits > before.waits;
    if (!isFree && (state.attempt > before.attempt || givenBack.length > 0)) {
      paid = [...paid, { code: state.error?.code ?? null, at: state.at }];
    }
  }
  return paid;
}

/** An exhausted job's error ends with the sentence of the problem that it met last. */
function lastProblem(message: string): ProblemCode | null {
  const [, sentence] = message.split(' The last problem: ');
  const found = Object.entries(PROBLEMS).find(([, { title }]) => title === sentence);
  return (found?.[0] ?? null) as ProblemCode | null;
}

const describe = ({ history, message, setbacks }: GivenUp): Finding =>
  `${history.id} was given up (${setbacks.map(({ code }) => code).join(', ')}): ${message}`;

/** What posts that deserve it cost. */
export interface PoisonCost {
  /** Of jobs about them that were given up. */
  readonly givenUp: number;
  /** Attempts that each made. */
  readonly attempts: readonly number[];
  /**
   * Model calls of those that were claimed once for each attempt: no death, no wait and no hand-back began one anew; and
   * that met no outage of the models, in which nothing tells them from innocent posts.
   */
  readonly calls: readonly number[];
}

export function poisonCost(
  histories: ReadonlyMap<string, JobHistory>,
  callsAbout: ReadonlyMap<string, number>,
  modelOutages: readonly Span[],
): PoisonCost {
  const jobs = [...histories.values()].filter((history) => callsAbout.has(history.contentId));
  const ended = jobs.filter((history) => givenUp(history) !== null);
  const metOutage = ({ states }: JobHistory): boolean =>
    overlap(modelOutages, states[0]?.at ?? 0, states.find(isEnded)?.at ?? 0) > 0;
  const plain = ended.filter(
    (history) => history.states.every(({ epoch, attempt }) => epoch <= attempt) && !metOutage(history),
  );
  return {
    givenUp: ended.length,
    attempts: jobs.map(({ states }) => Math.max(...states.map(({ attempt }) => attempt))),
    calls: plain.map(({ contentId }) => callsAbout.get(contentId) ?? 0),
  };
}
