import { API_ROUTES, type RouteTable } from '@sets/contract/routes';
import type { DocumentToShow } from './docs-page.ts';

const submit = JSON.stringify(API_ROUTES.submitJob.body.example);

/** The API in a few lines, for a program that reads (llmstxt.org): what it does, how it is used, where the rest stands. */
export function renderLlmsText({ info }: Pick<DocumentToShow, 'info'>): string {
  const routes = Object.values<RouteTable[string]>(API_ROUTES)
    .filter(({ tag }) => tag === 'jobs' || tag === 'results')
    .map(({ method, path, summary }) => `- \`${method} ${path}\`: ${summary}`);
  return `# ${info.title}

> ${info.description}

Submit a link with \`${API_ROUTES.submitJob.method} ${API_ROUTES.submitJob.path}\`, for example ${submit}. A 200 has the result; a 202 has
a job: read it at its \`links.self\`, no sooner than \`poll_after_ms\` later, until \`done\` is true. \`Prefer: wait=30\`
lets the submit itself wait. A refused request is \`application/problem+json\`: branch on \`code\` and \`retryable\`;
its \`type\` is the address of a page about it.

## Calls

${routes.join('\n')}

## More

- [OpenAPI 3.1 document](/openapi.json): every call, schema and problem
- [The same for people](/docs)
`;
}
