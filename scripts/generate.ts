import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SPEND_INDEXES } from '@sets/callers';
import { buildOpenApiDocument } from '@sets/contract/openapi';
import { API_ROUTES, type RouteTable, WORKER_ROUTES } from '@sets/contract/routes';
import { profiles } from '@sets/extraction';
import { FLEET_INDEXES } from '@sets/fleet';
import { JOBS_INDEXES } from '@sets/jobs';
import { renderEnvExample } from '@sets/service-kit';
import { AUDIT_INDEXES } from '@sets/store-kit';
import { WEBHOOKS_INDEXES } from '@sets/webhooks';
import { apiConfigSchema } from '../apps/api/src/config.ts';
import { localCloudConfigSchema } from '../apps/local-cloud/src/config.ts';
import { CONTROL_ROUTES } from '../apps/local-cloud/src/control-routes.ts';
import { workerConfigSchema } from '../apps/worker/src/config.ts';
import { renderAlertDocs } from './generate/alert-docs.ts';
import { type ApiDocument, renderClientRoutes, renderClientTypes } from './generate/client-types.ts';
import { renderCostDocs } from './generate/cost-docs.ts';
import { replaceBlock } from './generate/generated-block.ts';
import { renderProblemDocs } from './generate/problem-docs.ts';
import { renderRouteDocs } from './generate/route-docs.ts';
import { withoutNewPromises } from './generate/since-release.ts';
import { firestoreDocument } from './infra/firestore-document.ts';
import { monitoringDocument } from './infra/monitoring.ts';

/** Writes the files, and blocks of files, that are made from schemas; with `--check` it changes nothing and fails when one is stale. */
const ROOT = join(import.meta.dirname, '..');

interface GeneratedFile {
  readonly path: string;
  readonly render: () => string;
}

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const resultSchemas = Object.fromEntries(profiles.map(({ name, resultSchema }) => [name, resultSchema]));

const ENV_HEAD = `# Every setting, with its default. Generated from the schemas that read them (make generate); do not edit.
# A variable is shared by all parts that read it, unless each shows a default of its own.
`;

const openApi = () => buildOpenApiDocument(API_ROUTES, { version, resultSchemas });

/** The formatter has the last word, so that a generated file never fails the lint. */
const format = (text: string, path: string): string =>
  execFileSync(join(ROOT, 'node_modules/.bin/biome'), ['format', `--stdin-file-path=${path}`], {
    cwd: ROOT,
    input: text,
    encoding: 'utf8',
  });

/** The table of routes in a document that people write. */
const routesIn = (path: string, routes: RouteTable): GeneratedFile => ({
  path,
  render: () => replaceBlock(readFileSync(join(ROOT, path), 'utf8'), 'routes', renderRouteDocs(routes)),
});

/** A source file of the client, which knows no schema at run time, and may be answered by the release before. */
function ofClient(name: string, render: (document: ApiDocument) => string): GeneratedFile {
  const path = `packages/client/src/${name}`;
  const released = JSON.parse(readFileSync(join(ROOT, 'docs/openapi.released.json'), 'utf8')) as ApiDocument;
  return {
    path,
    render: () => format(render(withoutNewPromises(openApi() as unknown as ApiDocument, released)), path),
  };
}

const FILES: readonly GeneratedFile[] = [
  routesIn('README.md', API_ROUTES),
  routesIn('apps/worker/README.md', WORKER_ROUTES),
  routesIn('apps/local-cloud/README.md', CONTROL_ROUTES),
  { path: 'docs/problems.md', render: renderProblemDocs },
  {
    path: 'docs/openapi.json',
    render: () => format(JSON.stringify(openApi()), 'docs/openapi.json'),
  },
  ofClient('api-types.ts', (document) => renderClientTypes(document, Object.keys(resultSchemas))),
  ofClient('operators/routes.ts', renderClientRoutes),
  {
    path: 'infra/modules/firestore/firestore.json',
    render: () =>
      format(
        JSON.stringify(
          firestoreDocument([
            ...JOBS_INDEXES,
            ...FLEET_INDEXES,
            ...SPEND_INDEXES,
            ...WEBHOOKS_INDEXES,
            ...AUDIT_INDEXES,
          ]),
        ),
        'infra/modules/firestore/firestore.json',
      ),
  },
  {
    path: 'infra/modules/monitoring/monitoring.json',
    render: () => format(JSON.stringify(monitoringDocument()), 'infra/modules/monitoring/monitoring.json'),
  },
  {
    path: 'docs/runbook.md',
    render: () => replaceBlock(readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8'), 'alerts', renderAlertDocs()),
  },
  {
    path: 'infra/README.md',
    render: () => replaceBlock(readFileSync(join(ROOT, 'infra/README.md'), 'utf8'), 'costs', renderCostDocs()),
  },
  {
    path: '.env.example',
    render: () =>
      `${ENV_HEAD}\n${renderEnvExample([
        { title: 'API', schema: apiConfigSchema },
        { title: 'Worker', schema: workerConfigSchema },
        { title: 'Local cloud', schema: localCloudConfigSchema },
      ])}`,
  },
];

const checkOnly = process.argv.includes('--check');
const stale = FILES.filter(({ path, render }) => {
  const file = join(ROOT, path);
  const wanted = render();
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) {
    return false;
  }
  if (!checkOnly) {
    writeFileSync(file, wanted);
  }
  return true;
}).map(({ path }) => path);

if (stale.length === 0) {
  process.stdout.write('Generated files are up to date.\n');
} else if (checkOnly) {
  process.stderr.write(`Out of date: ${stale.join(', ')}. Run \`make generate\` and commit what changes.\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`Wrote ${stale.join(', ')}.\n`);
}
