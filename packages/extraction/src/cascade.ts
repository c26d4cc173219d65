import type { Logger } from '@sets/service-kit';
import { AnswerError } from './answer.ts';
import { type Ask, askModel, type Found, type NotFound } from './ask-model.ts';
import type { MediaPart } from './generate.ts';
import type { EvidenceLevel } from './profiles/profile.ts';

export interface CascadeOptions {
  readonly signal: AbortSignal;
  /** False: the small model's word is final. */
  readonly enabled: boolean;
  /** What the text alone has given by now. */
  readonly textFound: () => Found | null;
  readonly logger: Logger;
}

/**
 * The small model first; the larger once, when the small one's answer is unusable, carries little evidence, or denies
 * what the text has shown. A refusal is final: asking another model to lift it is not our trade.
 */
export async function askCascade(
  ask: Ask,
  parts: readonly MediaPart[],
  options: CascadeOptions,
): Promise<Found | NotFound> {
  const { logger, signal } = options;
  const small = await tryModel(ask, parts, 'small', signal);
  const why = reasonToAskLarger(small, options.textFound());
  if (why === null || !options.enabled || ask.meter.callsLeft() < 1) {
    return orThrow(small);
  }
  logger.info('Asking the larger model', { why, profile: ask.compiled.profile.name });
  let large: Attempt;
  try {
    large = await tryModel(ask, parts, 'large', signal);
  } catch (error) {
    signal.throwIfAborted();
    if (small instanceof AnswerError) {
      throw error;
    }
    logger.warn('The larger model was not available', { error: error });
    return small;
  }
  if (small instanceof AnswerError) {
    return orThrow(large);
  }
  return large instanceof AnswerError || isWeaker(large, small) ? small : large;
}

type Attempt = Found | NotFound | AnswerError;

/** Answers that cannot be used are values here: they decide what is asked next. */
async function tryModel(
  ask: Ask,
  parts: readonly MediaPart[],
  tier: 'small' | 'large',
  signal: AbortSignal,
): Promise<Attempt> {
  try {
    return await askModel(ask, parts, tier, signal);
  } catch (error) {
    if (error instanceof AnswerError) {
      return error;
    }
    throw error;
  }
}

function reasonToAskLarger(small: Attempt, textFound: Found | null): string | null {
  if (small instanceof AnswerError) {
    return small.kind === 'blocked' ? null : small.kind;
  }
  if (small.found) {
    return small.evidence.level === 'low' ? 'low_evidence' : null;
  }
  return textFound === null ? null : 'text_disagrees';
}

const LEVELS: readonly EvidenceLevel[] = ['low', 'sufficient', 'complete'];

const isWeaker = (large: Found | NotFound, small: Found | NotFound): boolean =>
  large.found && small.found && LEVELS.indexOf(large.evidence.level) < LEVELS.indexOf(small.evidence.level);

function orThrow(attempt: Attempt): Found | NotFound {
  if (attempt instanceof AnswerError) {
    throw attempt.toProblem();
  }
  return attempt;
}
