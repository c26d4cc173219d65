import { ProblemError } from '@sets/contract';
import { sanitiseText } from '@sets/contract/text';
import type { z } from 'zod';
import { reservedMember } from './reserved-member.ts';

const MAX_FAULTS = 20;

/**
 * Reads a body, query or parameters through a schema.
 *
 * @throws ProblemError `invalid_request` with the faults. Only this turns a schema fault into the caller's fault: a
 * ZodError from elsewhere (a stored document, an upstream's answer) is ours and stays a 500.
 */
export function parseRequest<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const reserved = reservedMember(value);
  if (reserved !== null) {
    const path = sanitiseText(reserved, 200);
    throw new ProblemError('invalid_request', { errors: [{ path, message: 'is no name for a member' }] });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    return parsed.data;
  }
  const errors = parsed.error.issues
    .slice(0, MAX_FAULTS)
    // Names that the caller made up stand in both.
    .map(({ path, message }) => ({
      path: sanitiseText(path.map(String).join('.'), 200),
      message: sanitiseText(message, 300),
    }));
  throw new ProblemError('invalid_request', { errors });
}
