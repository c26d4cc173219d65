/** What a package lends to the tests of others. */
const TESTING = '^packages/[^/]+/src/testing/';

/** Who may know whom (docs/architecture.md). Type imports count: knowing a type is knowing a package. */
const leaf = (name, mayKnow = []) => ({
  name: `${name}-knows-${mayKnow.length === 0 ? 'nobody' : mayKnow.join('-and-')}`,
  comment: `packages/${name} may use ${mayKnow.length === 0 ? 'no other part' : `only ${mayKnow.join(' and ')}`} of this project.`,
  severity: 'error',
  from: { path: `^packages/${name}/src/`, pathNot: TESTING },
  to: { path: '^(packages|apps)/', pathNot: `^packages/(${[name, ...mayKnow].join('|')})/` },
});

const STAND_INS = '(firestore-emulator|cloud-tasks-emulator|upstream-simulators|local-stack)';
const TESTS = `(\\.test\\.ts$|/test/|/bench/|/eval/|${TESTING})`;

/** @type {import('dependency-cruiser').IConfiguration} */
const configuration = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle has no first part to read, test or start.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    leaf('clock'),
    leaf('contract'),
    {
      name: 'contract-runs-in-a-browser',
      comment: 'The client and the console are typed from it; nothing in it may need Node.',
      severity: 'error',
      from: { path: '^packages/contract/src/' },
      to: { dependencyTypes: ['core'] },
    },
    leaf('service-kit', ['clock', 'contract']),
    leaf('video-source', ['clock', 'contract', 'service-kit']),
    leaf('extraction', ['clock', 'contract', 'service-kit']),
    leaf('store-kit', ['clock', 'contract', 'service-kit']),
    leaf('jobs', ['clock', 'contract', 'service-kit', 'store-kit']),
    leaf('fleet', ['clock', 'contract', 'service-kit', 'store-kit']),
    leaf('callers', ['clock', 'contract', 'service-kit', 'store-kit']),
    leaf('webhooks', ['clock', 'contract', 'service-kit', 'store-kit']),
    leaf('genai-pool', ['clock']),
    leaf('measurement', ['clock']),
    leaf('client', ['contract']),
    {
      name: 'client-stands-alone',
      comment: 'It runs wherever there is a fetch, and is installed without anything beside it.',
      severity: 'error',
      from: { path: '^packages/client/src/', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules', dependencyTypes: ['core', 'npm'] },
    },
    {
      name: 'clock-knows-no-library',
      comment: 'Time stands on the platform alone, so that every part may have it at no cost.',
      severity: 'error',
      from: { path: '^packages/clock/src/', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules' },
    },
    {
      name: 'express-stands-behind-the-tables',
      comment: 'What is mounted past a table of routes is in no document and no test: bindRoutes is the only way in.',
      severity: 'error',
      from: { pathNot: '^packages/service-kit/' },
      to: { path: 'node_modules/express/' },
    },
    {
      name: 'no-app-knows-another',
      comment: 'Apps meet over the wire.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'no-package-knows-an-app',
      comment: 'Apps compose packages, never the other way round.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'stand-ins-only-on-one-machine',
      comment: 'Emulators and simulators never reach production code; tests and the local cloud may use them.',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: [TESTS, '^apps/local-cloud/', `^packages/${STAND_INS}/`] },
      to: { path: `^packages/${STAND_INS}/` },
    },
    {
      name: 'scripts-know-no-tests',
      comment: 'What both need lives in a package.',
      severity: 'error',
      from: { path: '^(scripts|packages|apps)/' },
      to: { path: '^test/' },
    },
    {
      name: 'nobody-knows-the-scripts',
      comment: 'A script is typed by a person; what others need of it lives in a package.',
      severity: 'error',
      from: { path: '^(test|packages|apps)/' },
      to: { path: '^scripts/' },
    },
    {
      name: 'only-benchmarks-measure',
      comment:
        'Bars and reports are for benchmarks, evaluations, scripts and tests; what runs in production counts with metrics.',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: [TESTS, '^packages/measurement/'] },
      to: { path: '^packages/measurement/' },
    },
    {
      name: 'stand-ins-know-no-production-code',
      comment: 'A stand-in that shares code with what it is tested against would share its mistakes.',
      severity: 'error',
      from: { path: `^packages/${STAND_INS}/src/`, pathNot: TESTS },
      to: { path: '^(apps|packages)/', pathNot: `^packages/(${STAND_INS}|clock|contract|service-kit)/` },
    },
    {
      name: 'google-clients-behind-the-port',
      comment: 'Firestore and Cloud Tasks are reached through store-kit alone, so that one behaviour holds for all.',
      severity: 'error',
      from: { path: '^(apps|packages|scripts)/', pathNot: [TESTS, `^packages/(store-kit|${STAND_INS})/`] },
      to: { path: '@google-cloud[/+](firestore|tasks)' },
    },
    {
      name: 'the-port-is-for-packages',
      comment: 'Apps use the facades that stand on the port, and only what composes an app connects it.',
      severity: 'error',
      from: { path: '^apps/', pathNot: [TESTS, '/compose-store\\.ts$'] },
      to: { path: '^packages/store-kit/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'cli-knows-the-client',
      comment: 'What it can do anybody can who has the client; beside it only time, and how foreign text is shown.',
      severity: 'error',
      from: { path: '^apps/cli/', pathNot: TESTS },
      to: { path: '^(packages|apps)/', pathNot: '^(apps/cli|packages/(client|clock)|packages/contract/src/text)/' },
    },
    {
      name: 'through-the-front-door',
      comment: 'Another package is used through what it exports, not by reaching into its files.',
      severity: 'error',
      from: { path: '^(?:apps|packages)/([^/]+)/' },
      to: {
        path: '^packages/',
        pathNot: [
          '^packages/$1/',
          '/src/index\\.ts$',
          '/src/(config|liveness|openapi|operators|routes|start|testing|text)/index\\.ts$',
        ],
      },
    },
    {
      name: 'port-opens-first',
      comment: 'What a service needs to open its port is loaded before anything else, so it must not need everything.',
      severity: 'error',
      from: { path: '^apps/(api|worker)/src/(main|config)\\.ts$' },
      to: {
        path: '^(packages/[^/]+/src/index\\.ts|apps/[^/]+/src/compose\\.ts)$',
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    {
      name: 'no-tests-in-production-code',
      comment: 'Test helpers stay in tests.',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'no-undeclared-dependency',
      comment: 'What is imported is listed in the package.json beside it.',
      severity: 'error',
      from: { pathNot: TESTS },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-dependency-in-production',
      comment: 'A bundle or an image does not have it.',
      severity: 'error',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(fixtures|generated|dist)/' },
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};

module.exports = configuration;
