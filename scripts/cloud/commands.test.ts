import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CloudError } from './cloud-error.ts';
import { COMMANDS, runCloudCommand } from './commands.ts';

const ROOT = join(import.meta.dirname, '../..');
const MAKEFILE = readFileSync(join(ROOT, 'Makefile'), 'utf8');

let folder: string;
let record: string;
/** A `gcloud` that notes what it is asked, with what it reads, and answers from a file. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gcloud-'));
  record = join(folder, 'record');
  writeFileSync(
    join(folder, 'gcloud'),
    `#!/bin/bash
input=""; case "$*" in *--data-file=-*) input=" < $(cat)";; esac
echo "$*$input" >> "$RECORD"
case "$*" in
  *run.app*) echo "the API has no such address" >&2; exit 1;;
  "auth list"*) echo "$ACCOUNT";;
esac
if [ -n "$FAIL_AT" ]; then
  case "$*" in
    *"$FAIL_AT"*) printf 'ERROR: (gcloud) PERMISSION_DENIED: no right\\n\\nto select an account.\\n' >&2; exit 1;;
  esac
fi
case "$*" in
  *"--format=json(spec.template.spec.containers)")
    [ -z "$DEPLOYED" ] || echo '{"spec":{"template":{"spec":{"containers":[{"env":[{"name":"ENVIRONMENT","value":"'"$DEPLOYED"'"}]}]}}}}';;
  *"--format=value(status.conditions[0].type,"*) printf 'Ready\\t%s\\t\\n' "$READY";;
esac
`,
  );
  chmodSync(join(folder, 'gcloud'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => writeFileSync(record, ''));

interface Ran {
  readonly out: string;
  /** The one line that the person at the terminal sees; empty when all went well. */
  readonly error: string;
  /** What gcloud was asked. */
  readonly asked: readonly string[];
}

/** In this process: starting one for each command would take a minute of the suite. */
async function run(
  command: string,
  env: Readonly<Record<string, string>> = {},
  path = `${folder}:${process.env.PATH}`,
): Promise<Ran> {
  const said: string[] = [];
  const failure = await runCloudCommand(
    command,
    {
      ...{ PATH: path, HOME: folder, RECORD: record, ACCOUNT: 'ada@example.com', FAIL_AT: '' },
      ...{ DEPLOYED: 'production', READY: 'True' },
      ...{ GOOGLE_CLOUD_PROJECT: 'sets-prod', SECONDARY_REGIONS: 'europe-west1', ...env },
    },
    (line) => void said.push(line),
  ).catch((error: unknown) => error);
  if (failure !== undefined && !(failure instanceof CloudError)) {
    throw failure;
  }
  const asked = readFileSync(record, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return { error: failure?.message ?? '', out: said.join('\n'), asked };
}

const IMAGES = { API_IMAGE: 'registry/api:7', WORKER_IMAGE: 'registry/worker:7', RELEASE: '7' };

it('has a target of the Makefile for each', () => {
  const targets = new Set([...MAKEFILE.matchAll(/^([a-z][a-z -]*):/gm)].flatMap(([, names = '']) => names.split(' ')));
  expect(Object.keys(COMMANDS).filter((name) => !targets.has(name))).toEqual([]);
});

describe('says in one line that', () => {
  it.each([
    [
      'there is no project',
      'deploy',
      { GOOGLE_CLOUD_PROJECT: '' },
      'GOOGLE_CLOUD_PROJECT is not set: say which project is meant',
    ],
    ['nobody is logged in', 'deploy', { ACCOUNT: '' }, 'Nobody is logged in: gcloud auth login'],
    [
      'a project cannot be seen',
      'deploy',
      { FAIL_AT: 'projects describe' },
      'gcloud failed: ERROR: (gcloud) PERMISSION_DENIED: no right',
    ],
    ['an image is missing', 'deploy', {}, 'API_IMAGE is not set: the image to roll out, by digest or tag'],
    ['a region is none', 'deploy', { PRIMARY_REGION: 'mars' }, 'mars is no region'],
    [
      'an environment is none',
      'status',
      { ENVIRONMENT: 'prod' },
      'ENVIRONMENT is prod; production and staging are deployed, each in a project of its own',
    ],
    [
      'the services are of none',
      'deploy',
      { ...IMAGES, FAIL_AT: '', DEPLOYED: '' },
      'The services of sets-prod are of no environment, and ENVIRONMENT is production: nothing was changed',
    ],
    [
      'a service is not ready',
      'validate',
      { READY: 'False' },
      `Not ready: ${['us-central1', 'europe-west1'].flatMap((region) => [`worker in ${region}`, `api in ${region}`]).join(', ')}`,
    ],
    [
      'a region cannot be asked',
      'test-api-all',
      { DOMAIN: '127.0.0.1:9', SMOKE_KEY: 'k' },
      'Not well: us-central1, europe-west1',
    ],
    [
      'the key to one region is missing',
      'test-api-all',
      { DOMAIN: 'api.example.com' },
      'SMOKE_KEY is not set: the operators’ key to one region, at the balancer',
    ],
    ['the domain is missing', 'test-api', {}, 'DOMAIN is not set: the host name of the API at the balancer'],
    [
      'a region is still in use',
      'cleanup-regions',
      { REGIONS: 'europe-west1' },
      'europe-west1 is still one of PRIMARY_REGION and SECONDARY_REGIONS',
    ],
  ])('%s', async (_what, command, env, line) => {
    const { error, asked } = await run(command, env);
    expect(error).toBe(line);
    expect(asked.filter((one) => /^run (deploy|services (update|delete))/.test(one))).toEqual([]);
  });

  it.each([
    ...['deploy', 'deploy-single-region', 'deploy-preview', 'rollback', 'scale', 'cleanup-regions'].map((command) => ({
      command,
      env: { ENVIRONMENT: 'staging' },
    })),
    { command: 'deploy-staging', env: {} },
  ])('the project is of another environment: $command', async ({ command, env }) => {
    const { error, asked } = await run(command, { ...IMAGES, FLOOR: '5', REGIONS: 'us-west1', ...env });
    expect(error).toBe('The services of sets-prod are of production, and ENVIRONMENT is staging: nothing was changed');
    expect(asked.filter((one) => /^run (deploy|services (update|delete))/.test(one))).toEqual([]);
  });

  it('gcloud is missing', async () => {
    const { error } = await run('deploy', {}, '/nonexistent');
    expect(error).toBe('gcloud is not installed: https://cloud.google.com/sdk/docs/install');
  });
});

it.each(['deploy', 'deploy-single-region', 'deploy-preview'])(
  '%s changes nothing while Firestore lacks an index that the code asks by',
  async (command) => {
    const { error, asked } = await run(command, IMAGES);
    expect(error).toMatch(/^Firestore lacks what this code asks by: jobs \(/);
    expect(asked.filter((line) => line.startsWith('firestore'))).toHaveLength(2);
    expect(asked.filter((line) => /^run (deploy|services update)/.test(line))).toEqual([]);
  },
);

const changesIn = (out: string): readonly string[] =>
  out
    .split('\n')
    .filter((line) => /^\$ (gcloud run (deploy|services update-traffic)|curl)/.test(line))
    .map((line) => line.replace(/ --project=\S+/, ''));

it('prints in a dry run what a deploy would do, and runs nothing: not even gcloud need be there', async () => {
  const { out, error } = await run('deploy', { ...IMAGES, DRY_RUN: '1', DOMAIN: 'api.example.com' }, '/nonexistent');
  expect(error).toBe('');
  const steps = (service: string, region: string): string[] => {
    const smoke =
      service === 'api'
        ? [`$ curl -H 'x-sets-candidate: ${region}' -H 'x-sets-smoke-key: …' https://api.example.com/health`]
        : [];
    const split = (shares: string): string =>
      `$ gcloud run services update-traffic ${service} --to-revisions=${shares} --region=${region} --quiet`;
    return [
      // What follows the container is for it alone: a metrics sidecar runs beside it.
      `$ gcloud run deploy ${service} --region=${region} --no-traffic --tag=candidate --quiet --container=${service} --image=registry/${service}:7 --update-env-vars=VERSION=7`,
      ...smoke,
      split(`${service}-NEW=10,${service}-SERVING=90`),
      ...smoke,
      split(`${service}-NEW=100`),
    ];
  };
  const everywhere = ['us-central1', 'europe-west1'].flatMap((region) =>
    ['worker', 'api'].map((service) => ({ service, region })),
  );
  expect(changesIn(out)).toEqual([
    ...everywhere.flatMap(({ service, region }) => steps(service, region)),
    ...everywhere.map(
      ({ service, region }) =>
        `$ gcloud run services update-traffic ${service} --update-tags=previous=${service}-SERVING --region=${region} --quiet`,
    ),
  ]);
});

it.each(Object.keys(COMMANDS))('prints in a dry run what %s would do, without gcloud', async (command) => {
  const env = { ...IMAGES, DRY_RUN: '1', DOMAIN: 'api.example.com', FLOOR: '5', REGIONS: 'us-west1', OPS_TOKEN: 'x' };
  const { out, error } = await run(command, env, '/nonexistent');
  expect(error).toBe('');
  expect(out).toMatch(/^(\$ (gcloud|curl) |https:)/m);
});

it('scales every region’s workers, and nothing else', async () => {
  const { error, asked } = await run('scale', { FLOOR: '5' });
  expect(error).toBe('');
  expect(asked.filter((line) => line.startsWith('run services update'))).toEqual([
    'run services update worker --min=5 --region=us-central1 --project=sets-prod --quiet',
    'run services update worker --min=5 --region=europe-west1 --project=sets-prod --quiet',
  ]);
});

it('lets every region decide once, and follows what they decide', async () => {
  const { error, asked } = await run('scale', { WATCH: '1' });
  expect(error).toBe('');
  expect(asked.slice(-3, -1)).toEqual([
    'scheduler jobs run scale-us-central1 --location=us-central1 --project=sets-prod',
    'scheduler jobs run scale-europe-west1 --location=europe-west1 --project=sets-prod',
  ]);
  expect(asked.at(-1)).toMatch(/^beta logging tail .* AND jsonPayload\.message="Workers wanted"/);
  // The jobs' names are those that the infrastructure gives them.
  const scheduler = readFileSync(join(ROOT, 'infra/modules/scheduler/main.tf'), 'utf8');
  expect(scheduler).toMatch(/"\$\{name\}-\$\{region\}" =>/);
  expect(readFileSync(join(ROOT, 'infra/stack/main.tf'), 'utf8')).toMatch(/paths\s+= \{.*\bscale\s+=/);
});

it('follows the logs of all regions as one stream', async () => {
  const { asked } = await run('logs-tail-all');
  const tails = asked.filter((line) => line.includes('logging'));
  expect(tails).toHaveLength(1);
  expect(tails[0]).toMatch(/^beta logging tail .*location="us-central1" OR resource\.labels\.location="europe-west1"/);
});

it('hands secrets to gcloud on its standard input, never on its command line or the terminal', async () => {
  const { error, out, asked } = await run('create-secrets', { OPS_TOKEN: 'not-a-real-token-0123456789' });
  expect(error).toBe('');
  expect(asked.filter((line) => line.startsWith('secrets'))).toEqual([
    'secrets create OPS_TOKEN --replication-policy=automatic --project=sets-prod',
    'secrets versions add OPS_TOKEN --data-file=- --project=sets-prod < not-a-real-token-0123456789',
  ]);
  expect(out).not.toContain('not-a-real-token');
});

it('makes a domain’s certificate as the infrastructure would, and says how that takes it over', async () => {
  const { error, out, asked } = await run('add-custom-domain', { DOMAIN: 'api.example.org' });
  expect(error).toBe('');
  expect(asked.filter((line) => line.startsWith('certificate-manager'))).toEqual([
    'certificate-manager certificates create sets-api-example-org --domains=api.example.org --project=sets-prod',
    'certificate-manager maps entries create sets-api-example-org --map=sets-api --hostname=api.example.org --certificates=sets-api-example-org --project=sets-prod',
  ]);
  const balancer = readFileSync(join(ROOT, 'infra/modules/balancer/main.tf'), 'utf8');
  const imported = [
    ...out.matchAll(/tofu import 'module\.sets\.module\.balancer\.(\w+)\.this\["api\.example\.org"\]'/g),
  ];
  expect(imported).toHaveLength(2);
  // The ids by which the provider imports these two, by its documentation.
  const place = 'projects/sets-prod/locations/global';
  expect([...out.matchAll(/ (projects\/\S+)$/gm)].map(([, id]) => id)).toEqual([
    `${place}/certificates/sets-api-example-org`,
    `${place}/certificateMaps/sets-api/certificateMapEntries/sets-api-example-org`,
  ]);
  for (const [, type] of imported) {
    expect(balancer).toContain(`resource "${type}" "this"`);
  }
});

it('stops at a failure with what gcloud said', async () => {
  const { error, asked } = await run('scale', { FLOOR: '5', FAIL_AT: 'update worker' });
  expect(error).toBe('gcloud failed: ERROR: (gcloud) PERMISSION_DENIED: no right');
  expect(asked.filter((line) => line.startsWith('run services update'))).toHaveLength(1);
});

it('looks at the fleet on this machine where no project is named', () => {
  const { GOOGLE_CLOUD_PROJECT: _, ...env } = process.env;
  const { stderr, status } = spawnSync(process.execPath, [join(ROOT, 'scripts/cloud.ts'), 'status'], {
    encoding: 'utf8',
    env: { ...env, API_PORT: '1' },
  });
  expect([status, stderr.trim()]).toEqual([
    1,
    'http://127.0.0.1:1/health/regions does not answer; start the local fleet with make dev or make dev-regions, or set GOOGLE_CLOUD_PROJECT',
  ]);
});

it('stands with every other goal in make help', () => {
  const listed = execFileSync('make', ['help'], { cwd: ROOT, encoding: 'utf8' });
  const goals = [...MAKEFILE.matchAll(/^([a-z0-9-]+):/gm)].map(([, name = '']) => name);
  const shown = [...listed.matchAll(/^ {2}make (\S+)/gm)].map(([, name = '']) => name);
  expect(shown.toSorted()).toEqual(goals.toSorted());
  const phony = /^\.PHONY: (.*)$/m.exec(MAKEFILE)?.[1]?.split(' ') ?? [];
  expect(phony.toSorted()).toEqual(goals.toSorted());
});

it('is called by make', () => {
  const printed = execFileSync('make', ['-n', 'deploy', 'BOOTSTRAPPED=1'], { cwd: ROOT, encoding: 'utf8' });
  expect(printed).toContain('node scripts/cloud.ts deploy');
});
