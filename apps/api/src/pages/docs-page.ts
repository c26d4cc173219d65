import { escapeHtml, page, prose } from './html.ts';

/** What the page reads of an OpenAPI document. */
interface Media {
  readonly schema?: object;
  readonly example?: unknown;
}
interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
}
export interface DocumentToShow {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** JSON with its references as links. */
const json = (value: unknown): string =>
  `<pre>${escapeHtml(JSON.stringify(value, null, 2)).replace(
    /#\/components\/schemas\/(\w+)/g,
    '<a href="#schema-$1">$1</a>',
  )}</pre>`;

const folded = (summary: string, body: string): string => `<details><summary>${summary}</summary>${body}</details>`;

function mediaOf(content: Readonly<Record<string, Media>> = {}): string {
  return Object.entries(content)
    .map(([type, { schema, example }]) => {
      const shown = example === undefined ? '' : json(example);
      return `${shown}${schema === undefined ? '' : folded(`Schema of <code>${escapeHtml(type)}</code>`, json(schema))}`;
    })
    .join('');
}

function whoOf({ security }: Operation): string {
  const ways = security.map((one) =>
    Object.entries(one)
      .map(([scheme, scopes]) => [scheme, ...scopes].join(' '))
      .join(' and '),
  );
  return ways.length === 0
    ? 'For anybody.'
    : `With ${ways.map((way) => `<code>${escapeHtml(way)}</code>`).join(' or ')}.`;
}

const table = (rows: readonly string[]): string =>
  rows.length === 0 ? '' : `<table><tbody>${rows.join('')}</tbody></table>`;

function operationOf(path: string, method: string, operation: Operation): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const taken = parameters.map(
    ({ name, in: place, required, description: meaning = '' }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${place}${required ? ', required' : ''}</td><td>${prose(meaning)}</td></tr>`,
  );
  const answers = Object.entries(responses).map(
    ([status, { description: meaning, content }]) =>
      `<tr><td>${status}</td><td>${prose(meaning).replaceAll('\n\n', '<br>')}${status < '300' ? mediaOf(content) : ''}</td></tr>`,
  );
  return `<article id="${operationId}">
<h3><code>${method.toUpperCase()} ${escapeHtml(path)}</code></h3>
<p>${prose(summary)}. ${whoOf(operation)}</p>
${description === undefined ? '' : `<p>${prose(description)}</p>`}
${table(taken)}
${requestBody === undefined ? '' : `<h4>Body</h4>${mediaOf(requestBody.content)}`}
<h4>Answers</h4>
${table(answers)}
</article>`;
}

/** The whole document for people, on one page that needs no script. */
export function renderDocsPage({ info, tags, paths, components }: DocumentToShow): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const of = (tag: string) => operations.filter(({ operation }) => operation.tags.includes(tag));
  const contents = tags.map(({ name }) => {
    const links = of(name).map(
      ({ operation: { operationId, summary } }) => `<li><a href="#${operationId}">${prose(summary)}</a></li>`,
    );
    return `<li>${escapeHtml(name)}<ul>${links.join('')}</ul></li>`;
  });
  const sections = tags.map(
    ({ name, description }) =>
      `<section><h2>${escapeHtml(name)}</h2><p>${prose(description)}</p>${of(name)
        .map(({ path, method, operation }) => operationOf(path, method, operation))
        .join('')}</section>`,
  );
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `<article id="schema-${name}"><h3><code>${name}</code></h3>${json(schema)}</article>`,
  );
  return page(
    info.title,
    `<h1>${escapeHtml(info.title)} ${escapeHtml(info.version)}</h1>
<p>${prose(info.description)} The same for programs: <a href="/openapi.json">/openapi.json</a>, <a href="/llms.txt">/llms.txt</a>.</p>
<nav><ul>${contents.join('')}</ul></nav>
${sections.join('\n')}
<section><h2>Schemas</h2>${schemas.join('')}</section>`,
  );
}
