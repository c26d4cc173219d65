import { type Clock, parseRetryAfter } from '@sets/clock';
import { isProblem, ProblemError, type ProblemOptions } from '@sets/contract';
import type { OutboundFetch } from '@sets/service-kit';
import { z } from 'zod';
import { becauseOf, startDeadline, toProblem } from '../deadline.ts';
import { readCapped } from '../read-capped.ts';
import type { ServiceWatch } from '../service-watch.ts';
import { flag, lenient, numeric } from './lenient.ts';

export interface ScrapeCreatorsOptions {
  readonly apiKey: string;
  /** `https://api.scrapecreators.com`, or a stand-in. */
  readonly baseUrl: string;
}

export interface ScrapeCreatorsDeps extends ScrapeCreatorsOptions {
  readonly fetch: OutboundFetch;
  readonly clock: Clock;
  readonly watch: ServiceWatch;
  /** Told of each credit that a look-up cost. */
  readonly onCredit?: () => void;
}

/** Live look-ups take 1 to 8 s; beyond this nobody answers any more. */
const TIMEOUT_MS = 20_000;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

const envelopeSchema = z.looseObject({
  success: lenient(flag),
  error: lenient(z.string()),
  errorStatus: lenient(numeric.pipe(z.int())),
  message: lenient(z.string()),
  /** The platform's own errors, which may come beside data. */
  errors: z.array(z.unknown()).nullish().catch(null),
});

const ERROR_STATUS: Readonly<Record<string, number>> = { not_found: 404, forbidden: 403 };

/** What the platform says when its own servers fail, in whatever field and under whatever status it arrives. */
const PLATFORM_FAILURE = /execution error|internal server error|something went wrong|try again later|timed? ?out/i;

function isPlatformFailure(body: z.infer<typeof envelopeSchema>): boolean {
  const said = [body.error, body.message, ...(body.errors ?? []).map((error) => JSON.stringify(error))];
  return said.some((text) => typeof text === 'string' && PLATFORM_FAILURE.test(text));
}

/** A refusal for the viewer's age; said of a video on YouTube alone, as far as recorded. */
const AGE = /\bage[- ]?(?:restrict|limit|gate|verif)/i;

/**
 * `success` is no help: answers say `success: true` beside `errorStatus: 404`. The body's own status wins, then its
 * error code, then HTTP's.
 */
function problemOf(
  http: number,
  body: z.infer<typeof envelopeSchema> | null,
  options: ProblemOptions,
): ProblemError | null {
  const stated = body?.errorStatus ?? (body?.error ? ERROR_STATUS[body.error] : undefined);
  const status = stated ?? http;
  if (status >= 400 && status !== 401 && status !== 402 && body !== null && isPlatformFailure(body)) {
    return new ProblemError('scraper_unavailable', options);
  }
  switch (status) {
    case 401:
      return new ProblemError('scraper_unauthorized', options);
    case 402:
      return new ProblemError('scraper_out_of_credits', options);
    case 403:
      // Said in the body, it is about the post (age, region); said by HTTP alone, about our key.
      if (stated === undefined) {
        return new ProblemError('scraper_unauthorized', options);
      }
      return new ProblemError(AGE.test(body?.message ?? '') ? 'content_age_restricted' : 'content_private', options);
    case 404:
    case 410:
      return new ProblemError(body === null ? 'scraper_bad_response' : 'content_not_found', options);
    default:
      if (status === 429 || status >= 500) {
        return new ProblemError('scraper_unavailable', options);
      }
      if (status >= 400) {
        return new ProblemError('scraper_bad_response', { ...options, retryable: false });
      }
      return body === null || body.success === false ? new ProblemError('scraper_bad_response', options) : null;
  }
}

function parseObject(text: string): z.infer<typeof envelopeSchema> | null {
  try {
    return envelopeSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** One for each live look-up; whoever was refused or met a failure of the service pays nothing. */
const costsCredit = (status: number): boolean => status < 500 && ![401, 402, 429].includes(status);

/** Also that a post is gone or private is an answer. */
const isAnswer = (problem: ProblemError | null): boolean => problem === null || problem.code.startsWith('content_');

/**
 * One look-up.
 *
 * @throws ProblemError `scraper_unavailable` (with `retryAfterS` when asked for; caused by an UpstreamOutage when nobody
 * who asked later had an answer), `scraper_unauthorized`,
 * `scraper_out_of_credits`, `scraper_bad_response`, `content_not_found`, `content_private`, `content_age_restricted`;
 * the caller's abort reason
 */
export async function lookUp(
  deps: ScrapeCreatorsDeps,
  path: string,
  query: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const request = deps.watch.begin(path);
  const deadline = startDeadline(deps.clock, TIMEOUT_MS, signal);
  try {
    const response = await deps.fetch(`${deps.baseUrl.replace(/\/$/, '')}${path}?${new URLSearchParams(query)}`, {
      headers: { 'x-api-key': deps.apiKey, accept: 'application/json' },
      signal: deadline.signal,
    });
    if (costsCredit(response.status)) {
      deps.onCredit?.();
    }
    const body = parseObject(await readCapped(response.body, MAX_ANSWER_BYTES));
    const waitMs = parseRetryAfter(response.headers.get('retry-after'), deps.clock.now());
    const problem = problemOf(response.status, body, {
      cause: new Error(`HTTP ${response.status}, error ${body?.error ?? 'none'}`),
      ...(waitMs === null ? {} : { retryAfterS: Math.ceil(waitMs / 1_000) }),
    });
    if (isAnswer(problem)) {
      request.answered();
    }
    if (problem !== null || body === null) {
      throw problem ?? new ProblemError('scraper_bad_response');
    }
    return body;
  } catch (error) {
    const problem = toProblem(error, 'scraper_unavailable', signal);
    throw isProblem(problem, 'scraper_unavailable') ? becauseOf(problem, request.explain(problem.cause)) : problem;
  } finally {
    deadline.clear();
  }
}
