import { describe, expect, it } from 'vitest';
import { CloudError } from './cloud-error.ts';
import { createCloudRunRollout } from './cloud-run-rollout.ts';
import { targetOf } from './cloud-target.ts';
import type { Gcloud } from './gcloud.ts';
import { RolloutFailedError, rollBack, rollOut } from './rollout.ts';

const TARGET = targetOf({
  ...{ GOOGLE_CLOUD_PROJECT: 'sets-prod', PRIMARY_REGION: 'us-central1', SECONDARY_REGIONS: 'europe-west1' },
  ...{ DOMAIN: 'api.example.com', SMOKE_KEY: 'the-key' },
});
const REGIONS = TARGET.regions;

interface Service {
  readonly revisions: string[];
  shares: Record<string, number>;
  readonly tags: Record<string, string>;
}

const flagOf = (args: readonly string[], flag: string): string =>
  args.find((arg) => arg.startsWith(`--${flag}=`))?.slice(flag.length + 3) ?? '';

/** Cloud Run behind gcloud: it keeps revisions, shares and tags as the real one does, and takes down what it is asked. */
function cloudRun(first: Record<string, number> = { '1': 100 }) {
  const services = new Map<string, Service>();
  const changes: string[] = [];
  const ready = { status: 'True', error: '' };
  const of = (name: string, region: string): Service => {
    const key = `${name} ${region}`;
    const shares = Object.fromEntries(Object.entries(first).map(([number, share]) => [`${name}-${number}`, share]));
    const service = services.get(key) ?? { revisions: Object.keys(shares).toReversed(), shares, tags: {} };
    services.set(key, service);
    return service;
  };
  const gcloud: Gcloud = {
    async change(args) {
      changes.push(args.join(' '));
      const [, verb, third = '', fourth = ''] = args;
      const service = of(verb === 'deploy' ? third : fourth, flagOf(args, 'region'));
      if (verb === 'deploy') {
        service.revisions.unshift(`${third}-${service.revisions.length + 1}`);
        return '';
      }
      for (const tag of flagOf(args, 'update-tags').split(',').filter(Boolean)) {
        const [name = '', revision = ''] = tag.split('=');
        service.tags[name] = revision;
      }
      const shares = flagOf(args, 'to-revisions').split(',').filter(Boolean);
      if (shares.length > 0) {
        service.shares = Object.fromEntries(
          shares.map((one) => one.split('=')).map(([to, share]) => [to, Number(share)]),
        );
      }
      return '';
    },
    async look(args) {
      const [, what, verb, name = ''] = args;
      if (args[0] === 'logging') {
        return ready.error;
      }
      if (what === 'revisions' && verb === 'describe') {
        return `${ready.status}\tits probes`;
      }
      if (what === 'revisions') {
        return `${of(flagOf(args, 'service'), flagOf(args, 'region')).revisions[0] ?? ''}\n`;
      }
      const { shares, tags } = of(name, flagOf(args, 'region'));
      return JSON.stringify({
        status: {
          traffic: [
            ...Object.entries(tags).map(([tag, revisionName]) => ({ tag, revisionName })),
            ...Object.entries(shares).map(([revisionName, percent]) => ({ revisionName, percent })),
          ],
        },
      });
    },
    follow: async () => {},
  };
  const serving = () => Object.fromEntries([...services].map(([key, { shares }]) => [key, shares]));
  return { gcloud, changes, ready, serving };
}

/** The API's candidate as the balancer's way shows it. */
function balancer(answer: { version: string }) {
  const asked: Headers[] = [];
  const ask: typeof fetch = async (_url, init) => {
    const headers = new Headers(init?.headers);
    asked.push(headers);
    return Response.json({ version: answer.version, region: headers.get('x-sets-candidate') });
  };
  return { ask, asked };
}

function rollout(
  { gcloud }: Pick<ReturnType<typeof cloudRun>, 'gcloud'>,
  release: string,
  ask = balancer({ version: release }).ask,
) {
  return createCloudRunRollout({
    ...{ gcloud, target: TARGET, release, dryRun: false, fetch: ask, pause: async () => {}, say: () => {} },
    images: { api: `registry/api:${release}`, worker: `registry/worker:${release}` },
  });
}

const OPTIONS = { services: ['worker', 'api'] as const, regions: REGIONS, say: () => {} };
const everywhere = (number: number) =>
  Object.fromEntries(
    REGIONS.flatMap((region) => ['worker', 'api'].map((name) => [`${name} ${region}`, { [`${name}-${number}`]: 100 }])),
  );

it('rolls out, and asks the API’s candidate only through the balancer', async () => {
  const cloud = cloudRun();
  const { ask, asked } = balancer({ version: '7' });
  await rollOut(rollout(cloud, '7', ask), OPTIONS);
  expect(cloud.serving()).toEqual(everywhere(2));
  expect(asked.map((headers) => [headers.get('x-sets-candidate'), headers.get('x-sets-smoke-key')])).toEqual(
    REGIONS.flatMap((region) => [0, 1].map(() => [region, 'the-key'])),
  );
});

it('takes all back when the candidate is of another version', async () => {
  const cloud = cloudRun();
  await expect(rollOut(rollout(cloud, '7', balancer({ version: '6' }).ask), OPTIONS)).rejects.toThrow(
    'api in us-central1 does not pass its smoke test: HTTP 200, version 6 in us-central1',
  );
  expect(cloud.serving()).toMatchObject({
    'worker us-central1': { 'worker-1': 100 },
    'api us-central1': { 'api-1': 100 },
  });
});

describe('takes all back when a worker’s revision', () => {
  it.each([
    ['is not ready', { status: 'False' }, 'it is not ready: False\tits probes'],
    [
      'has logged an error',
      { error: 'Tasks are refused until somebody mends it' },
      'it has logged an error: Tasks are refused',
    ],
  ])('%s', async (_what, said, line) => {
    const cloud = cloudRun();
    Object.assign(cloud.ready, said);
    await expect(rollOut(rollout(cloud, '7'), OPTIONS)).rejects.toThrow(line);
    expect(cloud.serving()).toMatchObject({ 'worker us-central1': { 'worker-1': 100 } });
  });
});

it('takes back to the old revision where a deploy was cut off at its first tenth', async () => {
  const cloud = cloudRun({ '1': 90, '2': 10 });
  await expect(rollOut(rollout(cloud, '7', balancer({ version: '6' }).ask), OPTIONS)).rejects.toThrow(
    RolloutFailedError,
  );
  expect(cloud.serving()).toMatchObject({
    'worker us-central1': { 'worker-1': 100 },
    'api us-central1': { 'api-1': 100 },
  });
});

it('deploys, fails to, rolls back to what served, and deploys again', async () => {
  const cloud = cloudRun();
  await rollOut(rollout(cloud, '7'), OPTIONS);
  await expect(rollOut(rollout(cloud, '8', balancer({ version: '7' }).ask), OPTIONS)).rejects.toThrow(
    RolloutFailedError,
  );
  expect(cloud.serving()).toEqual(everywhere(2));
  await rollBack(rollout(cloud, ''), OPTIONS);
  expect(cloud.serving()).toEqual(everywhere(1));
  const from = cloud.changes.length;
  await rollOut(rollout(cloud, '9'), OPTIONS);
  // A split sticks: each share is said, and `--to-latest` never.
  expect(cloud.changes.slice(from, from + 3)).toEqual([
    'run deploy worker --region=us-central1 --project=sets-prod --no-traffic --tag=candidate --quiet --container=worker --image=registry/worker:9 --update-env-vars=VERSION=9',
    'run services update-traffic worker --to-revisions=worker-4=10,worker-1=90 --region=us-central1 --project=sets-prod --quiet',
    'run services update-traffic worker --to-revisions=worker-4=100 --region=us-central1 --project=sets-prod --quiet',
  ]);
  await rollBack(rollout(cloud, ''), OPTIONS);
  expect(cloud.serving()).toEqual(everywhere(1));
});

it('needs the operators’ key', async () => {
  const cloud = cloudRun();
  const { smoke } = createCloudRunRollout({
    ...{ gcloud: cloud.gcloud, target: { ...TARGET, smokeKey: null }, release: '7', dryRun: false, fetch },
    ...{ pause: async () => {}, say: () => {}, images: { api: '', worker: '' } },
  });
  await expect(smoke('api', 'us-central1', 'api-1')).rejects.toThrow(CloudError);
});
