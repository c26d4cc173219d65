import { buildOpenApiDocument } from '@sets/contract/openapi';
import { API_ROUTES } from '@sets/contract/routes';
import { profiles } from '@sets/extraction';
import type { ApiConfig } from '../config.ts';
import type { ApiHandlers } from '../http/api-handlers.ts';
import { type DocumentToShow, renderDocsPage } from './docs-page.ts';
import { renderLlmsText } from './llms-text.ts';
import { renderProblemPage } from './problem-page.ts';

type Pages = 'getOpenApi' | 'getDocs' | 'getLlmsText' | 'getProblem';

/** They change with a deployment only. */
const CACHING = { 'Cache-Control': 'public, max-age=300' };

/** Made for the first who asks: the document alone would cost every start 12 ms. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What the API says of itself, to programs and to people. */
export function pageHandlers({ config }: { readonly config: Pick<ApiConfig, 'VERSION'> }): ApiHandlers<Pages> {
  const document = once(() =>
    buildOpenApiDocument(API_ROUTES, {
      version: config.VERSION,
      resultSchemas: Object.fromEntries(profiles.map(({ name, resultSchema }) => [name, resultSchema])),
    }),
  );
  // The document is JSON; the page reads of it what its own type says.
  const shown = (): DocumentToShow => document() as unknown as DocumentToShow;
  const docs = once(() => renderDocsPage(shown()));
  const llms = once(() => renderLlmsText(shown()));
  return {
    getOpenApi: () => ({ status: 200, body: { ...document() } }),
    getDocs: () => ({ status: 200, headers: CACHING, body: docs() }),
    getLlmsText: () => ({ status: 200, headers: CACHING, body: llms() }),
    getProblem: ({ params }) => ({ status: 200, headers: CACHING, body: renderProblemPage(params.code) }),
  };
}
