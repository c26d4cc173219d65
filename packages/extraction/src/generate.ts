/** One piece of the post's media, ready for the model. Video parts go before all text. */
export type MediaPart =
  | { readonly kind: 'inline'; readonly mimeType: string; readonly data: Buffer }
  | {
      readonly kind: 'uri';
      readonly mimeType: string;
      readonly uri: string;
      /**
       * The model reads only the first `endS` seconds. Left out where the whole may be read: what an end beyond the
       * video's own does is not documented.
       */
      readonly clip?: { readonly endS: number };
    };

/** One question to a model, independent of model and location. May be sent several times. */
export interface GenerateRequest {
  readonly system: string;
  readonly media: readonly MediaPart[];
  readonly text: string;
  readonly responseJsonSchema: Readonly<Record<string, unknown>>;
  readonly maxOutputTokens: number;
}

export interface TokenUsage {
  /** Cached ones included. */
  readonly inputTokens: number;
  /** What the service remembered of the input by itself; absent where nothing was. */
  readonly cachedTokens?: number;
  /** Thinking included: it is charged as output. */
  readonly outputTokens: number;
}

/** What a model said, before anyone has looked at it. */
export interface RawAnswer {
  /** All text parts joined, thoughts left out. */
  readonly text: string;
  /** As on the wire; null when the answer was cut. */
  readonly finishReason: string | null;
  /** Why the prompt itself was refused. */
  readonly blockReason: string | null;
  readonly usage: TokenUsage;
}

export interface Generated {
  readonly answer: RawAnswer;
  readonly model: string;
  readonly location: string;
  /** Upstream attempts it took, failed ones included. */
  readonly attempts: number;
}

export interface GenerateOptions {
  readonly tier: 'small' | 'large';
  /** Sizes of work whose latencies are comparable. */
  readonly size: 'text' | 'images' | 'video';
  readonly signal: AbortSignal;
}

/**
 * The port to the models: resolves with an answer of whatever quality, rejects (a ProblemError is passed on unchanged)
 * when no endpoint gave one. It owns timeouts, failover and pacing.
 */
export type Generate = (request: GenerateRequest, options: GenerateOptions) => Promise<Generated>;
