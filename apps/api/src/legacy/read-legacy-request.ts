import { normaliseLanguage, ProblemError } from '@sets/contract';
import type { ReadBody } from '@sets/service-kit';
import { z } from 'zod';

/** One fault of a request as the predecessor tells it. */
export interface LegacyFault {
  /** `body -> url`. */
  readonly field: string;
  readonly message: string;
  readonly type: string;
  readonly input: unknown;
}

/** Goes with a problem as its cause, so that the refusal can name the faults. */
export class LegacyFaults {
  readonly faults: readonly LegacyFault[];

  constructor(faults: readonly LegacyFault[]) {
    this.faults = faults;
  }
}

export interface LegacyRequest {
  readonly url: string;
  /** Undefined: the language of the post. */
  readonly language: string | undefined;
}

const MAX_URL_LENGTH = 8_192;

const text = z.string({ error: 'Input should be a valid string' });

const legacyRequestSchema = z.object(
  {
    url: z
      .string({ error: ({ input }) => (input === undefined ? 'Field required' : 'Input should be a valid string') })
      .trim()
      .max(MAX_URL_LENGTH, `URL should have at most ${MAX_URL_LENGTH} characters`)
      .regex(/^https?:\/\/\S/i, 'URL must start with http:// or https://'),
    localization: text
      .trim()
      .refine(({ length }) => length === 0 || length >= 2, 'String should have at least 2 characters')
      .max(20, 'String should have at most 20 characters')
      .nullish(),
  },
  { error: 'Input should be a valid dictionary' },
);

/**
 * What `POST /process` was sent, unknown members aside.
 *
 * @throws ProblemError `invalid_request` with `LegacyFaults`, or why the body could not be read
 */
export function readLegacyRequest(body: ReadBody<unknown>): LegacyRequest {
  if (!body.ok) {
    throw body.problem.code === 'body_too_large' ? body.problem : invalid([unreadable(body.problem)]);
  }
  const parsed = legacyRequestSchema.safeParse(body.value, { reportInput: true });
  if (!parsed.success) {
    throw invalid(parsed.error.issues.map(toFault));
  }
  const { url, localization } = parsed.data;
  return { url, language: languageOf(localization) };
}

/** A link that names no post we read: a fault of that member. */
export const linkFault = (problem: ProblemError, url: string): ProblemError =>
  new ProblemError(problem.code, {
    cause: new LegacyFaults([{ field: 'body -> url', message: problem.message, type: 'value_error', input: url }]),
  });

/** The predecessor took any word for a language; one that we do not know means the language of the post. */
function languageOf(localization: string | null | undefined): string | undefined {
  try {
    return normaliseLanguage(localization) ?? undefined;
  } catch (error) {
    if (error instanceof ProblemError) {
      return undefined;
    }
    throw error;
  }
}

const invalid = (faults: readonly LegacyFault[]): ProblemError =>
  new ProblemError('invalid_request', { cause: new LegacyFaults(faults) });

const unreadable = ({ code, message }: ProblemError): LegacyFault => ({
  field: 'body',
  message,
  type: code === 'invalid_json' ? 'json_invalid' : 'value_error',
  input: null,
});

const toFault = (issue: z.core.$ZodIssue): LegacyFault => ({
  field: ['body', ...issue.path.map(String)].join(' -> '),
  message: issue.message,
  type: faultType(issue),
  input: issue.input ?? null,
});

/** In pydantic's words, which the predecessor passed on. */
function faultType({ code, input, path }: z.core.$ZodIssue): string {
  if (code === 'invalid_type') {
    return input === undefined ? 'missing' : path.length === 0 ? 'dict_type' : 'string_type';
  }
  return code === 'too_big' ? 'string_too_long' : code === 'custom' ? 'string_too_short' : 'value_error';
}
