/** What an answered check found. */
export interface CheckFinding {
  /** `failed`: what stands behind it cannot be used. `skipped`: it is not configured. */
  readonly status: 'ok' | 'failed' | 'skipped';
  /** One line for people; no secrets, no stranger's text unclipped. */
  readonly detail: string;
  /** Of a model's endpoint: whether the model lives there; null when the answer does not tell. */
  readonly served?: boolean | null;
}

/** One cheap look at something that the service stands on. */
export interface UpstreamCheck {
  readonly kind: 'model' | 'firestore' | 'queue' | 'scraper' | 'redis' | 'keys';
  /** Unique, e.g. `gemini-3.5-flash-lite at eu`. */
  readonly name: string;
  /** What does not work without it: a sentence without its full stop. */
  readonly breaks: string;
  /**
   * What the service cannot be without: it works while, for each name here, at least one of the checks that bear it is
   * ok. Empty for what it can do without.
   */
  readonly vital: readonly string[];
  /** Rejections are findings too: the check failed, for the error's message. */
  run(signal: AbortSignal): Promise<CheckFinding>;
}
