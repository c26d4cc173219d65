import type { Clock } from '@sets/clock';
import { ProblemError, type Usage, type Warning } from '@sets/contract';
import type { Logger } from '@sets/service-kit';
import type { Ask } from './ask-model.ts';
import type { Generate, MediaPart } from './generate.ts';
import { MODEL_CATALOGUE, type ModelFacts } from './models/catalogue.ts';
import { createNumberReader } from './numbers/stated-numbers.ts';
import type { Evidence, Profile } from './profiles/profile.ts';
import { cleanPost, type PromptPost } from './prompt.ts';
import { readPost } from './read-post.ts';
import { type CompiledProfile, compileProfile } from './read-result.ts';
import { createUsageMeter } from './usage-meter.ts';

export interface ExtractorDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where prices are looked up. Default: the one table. */
  readonly catalogue?: readonly ModelFacts[];
  /** Ask the larger model once when the small one's answer is invalid or weak. Default true. */
  readonly cascade?: boolean;
  /** Names of profiles that wait for the media although they could read the text first. */
  readonly textFirstOff?: readonly string[];
  /**
   * With the media at hand, milliseconds that a text which states numbers is still waited for: a text call takes about
   * a second, a video call costs several times as much. Default 1500.
   */
  readonly textGraceMs?: number;
}

export interface ExtractInput {
  /** Given with each post, so that the models' calls can be counted and limited per job. */
  readonly generate: Generate;
  readonly profile: Profile;
  /** Language of the result; null for the post's own. */
  readonly language: string | null;
  readonly post: PromptPost;
  /** Called at once; the signal aborts when the text alone was enough. Its ProblemErrors are passed on. */
  readonly media: (signal: AbortSignal) => Promise<readonly MediaPart[]>;
  /**
   * Whether the job will ask again for media that could not be had now; if not, what the words gave is the result.
   * Default: as the problem says.
   */
  readonly isRetried?: (problem: ProblemError) => boolean;
  readonly signal: AbortSignal;
  /** Model calls that this job may still make. */
  readonly callsLeft: number;
  /** What the text alone gave, while the media is still being read. At most once, never after the result. */
  readonly onPreview?: (preview: Record<string, unknown>) => void;
  /**
   * The sum spent so far, after every answer; the only account of a failed extraction's cost. `chargedUsd` has an upper
   * price for models whose price is not known.
   */
  readonly onUsage?: (usage: Usage, chargedUsd: number) => void;
}

export interface Extraction {
  readonly result: Record<string, unknown>;
  readonly warnings: readonly Warning[];
  readonly usage: Usage;
  readonly evidence: Evidence;
  /** BCP 47 tag of the post's own language, as the model saw it. */
  readonly language: string | null;
  /** What the result was read from. */
  readonly basis: 'text' | 'media';
  /** Milliseconds: `text_model`, `model`, `large_model`. */
  readonly timingsMs: Readonly<Record<string, number>>;
}

export interface Extractor {
  /**
   * Reads a post by a profile.
   *
   * @throws ProblemError `not_a_workout`, `nothing_to_extract`, `model_blocked`, `model_truncated`,
   * `model_invalid_output`, `attempts_exhausted`; what `media` or `generate` threw; the signal's reason
   */
  extract(input: ExtractInput): Promise<Extraction>;
}

const DEFAULT_TEXT_GRACE_MS = 1_500;

export function createExtractor(deps: ExtractorDeps): Extractor {
  const readNumbers = createNumberReader();
  const compiled = new Map<Profile, CompiledProfile>();
  const compile = (profile: Profile): CompiledProfile => {
    const known = compiled.get(profile) ?? compileProfile(profile);
    compiled.set(profile, known);
    return known;
  };
  return {
    async extract(input) {
      input.signal.throwIfAborted();
      const timingsMs: Record<string, number> = {};
      const { profile } = input;
      const post = cleanPost(input.post);
      const meter = createUsageMeter({
        calls: input.callsLeft,
        catalogue: deps.catalogue ?? MODEL_CATALOGUE,
        now: () => deps.clock.now(),
      });
      const ask: Ask = {
        compiled: compile(profile),
        generate: withTimings(input.generate, deps.clock, timingsMs),
        meter,
        caption: readNumbers([post.title, post.caption].filter((text) => text !== null).join('\n')),
        speech: post.transcript === null ? null : readNumbers(post.transcript.text),
        post,
        language: input.language,
        onAnswer(generated) {
          meter.add(generated);
          input.onUsage?.(meter.total(generated), meter.charged());
        },
      };
      const {
        answer,
        basis,
        warnings: readingWarnings,
      } = await readPost(ask, {
        ...input,
        clock: deps.clock,
        logger: deps.logger,
        cascade: deps.cascade ?? true,
        textFirst: profile.textFirst && deps.textFirstOff?.includes(profile.name) !== true,
        textGraceMs: deps.textGraceMs ?? DEFAULT_TEXT_GRACE_MS,
      });
      if (!answer.found || profile.isEmpty(answer.result)) {
        throw new ProblemError(profile.emptyProblem);
      }
      const { result, warnings, evidence, language, by } = answer;
      return {
        result: result as Record<string, unknown>,
        warnings: [...readingWarnings, ...warnings],
        usage: meter.total(by),
        evidence,
        language,
        basis,
        timingsMs,
      };
    },
  };
}

/** Notes how long each kind of call took, also when it failed. */
function withTimings(generate: Generate, clock: Clock, timingsMs: Record<string, number>): Generate {
  return async (request, options) => {
    const startedAt = clock.monotonic();
    try {
      return await generate(request, options);
    } finally {
      const name = options.tier === 'large' ? 'large_model' : options.size === 'text' ? 'text_model' : 'model';
      timingsMs[name] = clock.monotonic() - startedAt;
    }
  };
}
