import type { ProblemCode } from '../problems.ts';

/** Problems of a link, wherever one may be given. */
export const LINK_PROBLEMS = [
  'invalid_url',
  'unsupported_url',
  'url_not_a_post',
  'forbidden_address',
  'short_link_unresolved',
  'content_not_found',
] as const satisfies readonly ProblemCode[];
