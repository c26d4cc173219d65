import { PROBLEM_CODES, PROBLEMS } from '@sets/contract';
import { renderTable } from './markdown-table.ts';

const HEAD = `# Problems

Everything that can go wrong for a caller. A refused request is answered with \`application/problem+json\` (RFC 9457)
whose \`code\` is one of these; a job that failed carries the same code in \`error\`, and is itself read with 200.
Branch on \`code\` and \`retryable\`, never on a sentence. \`retry_after_s\`, where present, says when to try again; one
occurrence may be more or less retryable than its row, and then its own \`retryable\` holds. \`type\` is the address of a
page about it at the API itself.
`;

/** The text of `docs/problems.md`: the catalogue as a client's developer reads it. */
export function renderProblemDocs(): string {
  const rows = PROBLEM_CODES.map((code) => {
    const { status, retryable, title } = PROBLEMS[code];
    return [`\`${code}\``, String(status), retryable ? 'yes' : 'no', title];
  });
  return `${HEAD}\n${renderTable(['code', 'status', 'retryable', 'meaning'], rows)}\n`;
}
