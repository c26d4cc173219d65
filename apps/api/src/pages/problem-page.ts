import { PROBLEMS, type ProblemCode } from '@sets/contract';
import { escapeHtml, page, prose } from './html.ts';

const RETRY = {
  yes: 'The same request may succeed later; `retry_after_s` and the Retry-After header say when it is worth while.',
  no: 'The same request will meet it again: something about it must change first.',
} as const;

/** What stands at a problem's `type`. */
export function renderProblemPage(code: ProblemCode): string {
  const { status, retryable, title } = PROBLEMS[code];
  return page(
    `Problem ${code}`,
    `<h1><code>${escapeHtml(code)}</code></h1>
<p>${escapeHtml(title)}</p>
<p>As the answer to a request its status is ${status}. A job that failed with it is itself read with 200.</p>
<p>${prose(retryable ? RETRY.yes : RETRY.no)}</p>
<p>Branch on <code>code</code> and <code>retryable</code>, never on a sentence. <a href="/docs">All of the API</a></p>`,
  );
}
