import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from './commands.ts';

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
  *"$FAIL_AT"*) if [ -n "$FAIL_AT" ]; then echo "ERROR: (gcloud) PERMISSION_DENIED: no right" >&2; exit 1; fi;;
esac
`,
  );
  chmodSync(join(folder, 'gcloud'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => writeFileSync(record, ''));

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
  /** What gcloud was asked. */
  readonly asked: readonly string[];
}

function run(command: string, env: Record<string, string> = {}, path = `${folder}:${process.env.PATH}`): Ran {
  const node = process.execPath;
  const { status, stdout, stderr } = spawnSync(node, [join(ROOT, 'scripts/cloud.ts'), command], {
    encoding: 'utf8',
    env: {
      ...{ PATH: path, HOME: folder, RECORD: record, ACCOUNT: 'ada@example.com', FAIL_AT: '' },
      ...{ GOOGLE_CLOUD_PROJECT: 'sets-prod', SECONDARY_REGIONS: 'europe-west1', ...env },
    },
  });
  const asked = readFileSync(record, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return { code: status, out: stdout, error: stderr.trim(), asked };
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
      'ENVIRONMENT is prod; production, staging and preview can be deployed',
    ],
    ['the domain is missing', 'test-api', {}, 'DOMAIN is not set: the host name of the API at the balancer'],
    ['the floor is missing', 'scale', {}, 'FLOOR is not set: workers that each region keeps at least'],
    [
      'a region is still in use',
      'cleanup-regions',
      { REGIONS: 'europe-west1' },
      'europe-west1 is still one of PRIMARY_REGION and SECONDARY_REGIONS',
    ],
  ])('%s', (_what, command, env, line) => {
    const { code, error } = run(command, env);
    expect([code, error]).toEqual([1, line]);
  });

  it('gcloud is missing', () => {
    const { code, error } = run('deploy', {}, '/nonexistent');
    expect([code, error]).toEqual([1, 'gcloud is not installed: https://cloud.google.com/sdk/docs/install']);
  });
});

it('prints each command before it runs it, and in a dry run changes nothing', () => {
  const { code, out, asked } = run('deploy', { ...IMAGES, DRY_RUN: '1' });
  expect(code).toBe(0);
  const changes = out.split('\n').filter((line) => /^\$ gcloud run (deploy|services update-traffic)/.test(line));
  expect(changes.map((line) => line.replace(/ --project=\S+/, '').replace(/VERSION=\S+/, 'VERSION=…'))).toEqual(
    ['us-central1', 'europe-west1'].flatMap((region) =>
      ['worker', 'api'].flatMap((service) => [
        // What follows the container is for it alone: a metrics sidecar runs beside it.
        `$ gcloud run deploy ${service} --region=${region} --no-traffic --tag=candidate --quiet --container=${service} --image=registry/${service}:7 --update-env-vars=VERSION=…`,
        `$ gcloud run services update-traffic ${service} --to-revisions=${service}-new=100 --region=${region} --quiet`,
      ]),
    ),
  );
  expect(asked.filter((line) => /^run (deploy|services update)/.test(line))).toEqual([]);
});

it('scales every region’s workers, and nothing else', () => {
  const { code, asked } = run('scale', { FLOOR: '5' });
  expect(code).toBe(0);
  expect(asked.filter((line) => line.startsWith('run'))).toEqual([
    'run services update worker --min=5 --region=us-central1 --project=sets-prod --quiet',
    'run services update worker --min=5 --region=europe-west1 --project=sets-prod --quiet',
  ]);
});

it('follows the logs of all regions as one stream', () => {
  const { asked } = run('logs-tail-all');
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatch(/^beta logging tail .*location="us-central1" OR resource\.labels\.location="europe-west1"/);
});

it('hands secrets to gcloud on its standard input, never on its command line or the terminal', () => {
  const { code, out, asked } = run('create-secrets', { OPS_TOKEN: 'not-a-real-token-0123456789' });
  expect(code).toBe(0);
  expect(asked).toEqual([
    'secrets create OPS_TOKEN --replication-policy=automatic --project=sets-prod',
    'secrets versions add OPS_TOKEN --data-file=- --project=sets-prod < not-a-real-token-0123456789',
  ]);
  expect(out).not.toContain('not-a-real-token');
});

it('stops at a failure with what gcloud said', () => {
  const { code, error, asked } = run('scale', { FLOOR: '5', FAIL_AT: 'update worker' });
  expect([code, error]).toEqual([1, 'gcloud failed: ERROR: (gcloud) PERMISSION_DENIED: no right']);
  expect(asked.filter((line) => line.startsWith('run'))).toHaveLength(1);
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

it('is called by make', () => {
  const printed = execFileSync('make', ['-n', 'deploy', 'BOOTSTRAPPED=1'], { cwd: ROOT, encoding: 'utf8' });
  expect(printed).toContain('node scripts/cloud.ts deploy');
});
