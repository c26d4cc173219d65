import { join } from 'node:path';
import { parseConfig } from '@sets/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiConfigSchema } from '../../apps/api/src/config.ts';
import { workerConfigSchema } from '../../apps/worker/src/config.ts';
import { findTerraform, openTerraform, type Terraform } from './terraform.ts';

const INFRA = join(import.meta.dirname, '../../infra');
const SECONDARY = [
  'us-east1',
  'europe-west1',
  'asia-southeast1',
  'us-west1',
  'europe-north1',
  'australia-southeast1',
] as const;

const planSchema = z.object({
  resource_changes: z.array(
    z.object({
      address: z.string(),
      mode: z.string(),
      type: z.string(),
      change: z.object({
        actions: z.array(z.string()),
        before: z.record(z.string(), z.unknown()).nullable(),
        after: z.record(z.string(), z.unknown()).nullable(),
      }),
    }),
  ),
});
type Change = z.infer<typeof planSchema>['resource_changes'][number];

const variable = z.object({ name: z.string(), value: z.string().nullish() });
const serviceSchema = z.looseObject({
  template: z.tuple([z.looseObject({ containers: z.array(z.looseObject({ env: z.array(variable) })) })]),
});

/** Secrets stand there by name alone; what is in them is somebody's to add. */
const settingsOf = (service: unknown): Record<string, string> =>
  Object.fromEntries(
    serviceSchema
      .parse(service)
      .template[0].containers.flatMap(({ env }) => env)
      .map(({ name, value }) => [name, value ?? 's'.repeat(32)]),
  );

/** A service without the settings that name every region. */
function withoutLists(service: unknown): unknown {
  const { template, ...rest } = serviceSchema.parse(service);
  const [{ containers, ...revision }] = template;
  const lists = /^(SECONDARY_REGIONS|GEMINI_REGIONS)$/;
  const kept = containers.map(({ env, ...container }) => ({
    ...container,
    env: env.filter(({ name }) => !lists.test(name)),
  }));
  return { ...rest, revision, kept };
}

const tool = findTerraform();

describe.skipIf(tool === null)('the stack', () => {
  let terraform: Terraform;
  beforeAll(async () => {
    terraform = await openTerraform(INFRA, tool ?? '');
    await command('init', '-input=false');
    await command('apply', '-auto-approve', stateOf('two'), ...given(2));
  });
  afterAll(() => terraform.close());

  async function command(...args: readonly string[]): Promise<string> {
    const { code, output } = await terraform.run('stack', args);
    if (code !== 0) {
      throw new Error(output);
    }
    return output;
  }

  const given = (regions: number): string[] => [
    '-input=false',
    '-lock=false',
    '-no-color',
    '-var=project=sets-test',
    '-var=domains=["api.example.com"]',
    '-var=images={api="api",worker="worker"}',
    '-var=smoke_key=0123456789abcdef0123456789abcdef',
    `-var=secondary_regions=${JSON.stringify(SECONDARY.slice(0, regions - 1))}`,
  ];
  const stateOf = (name: string): string => `-state=${join(terraform.scratch, `${name}.tfstate`)}`;

  const plans = new Map<string, Promise<readonly Change[]>>();

  /** Of so many regions, from what a state holds; made once. */
  function plan(regions: number, state: string): Promise<readonly Change[]> {
    const key = `${regions} ${state}`;
    const planned = plans.get(key) ?? makePlan(regions, state);
    plans.set(key, planned);
    return planned;
  }

  async function makePlan(regions: number, state: string): Promise<readonly Change[]> {
    const file = join(terraform.scratch, `${state}-${regions}.plan`);
    await command('plan', `-out=${file}`, stateOf(state), ...given(regions));
    const shown = planSchema.parse(JSON.parse(await command('show', '-json', file)));
    return shown.resource_changes.filter(({ mode }) => mode === 'managed');
  }

  it.each([1, 2, 4, 7])('is whole in %i regions', async (regions) => {
    const planned = await plan(regions, 'none');
    const named = (type: string, name: string) =>
      planned.filter((one) => one.type === type && one.address.includes(name));
    expect(new Set(planned.flatMap(({ change }) => change.actions))).toEqual(new Set(['create']));
    for (const name of ['module.api[', 'module.worker[']) {
      expect(named('google_cloud_run_v2_service', name)).toHaveLength(regions);
    }
    for (const name of ['.extract[', '.webhooks[']) {
      expect(named('google_cloud_tasks_queue', name)).toHaveLength(regions);
    }
    expect(named('google_cloud_scheduler_job', '')).toHaveLength(2 * regions);
    expect(named('google_compute_region_network_endpoint_group', '.api[')).toHaveLength(regions);
  });

  it('lets everybody call the API behind its balancer and nothing else', async () => {
    const open = (await plan(4, 'none')).filter(({ change }) =>
      /allUsers|allAuthenticatedUsers/.test(JSON.stringify(change.after)),
    );
    expect(open.map(({ address }) => address)).toEqual(
      ['us-central1', ...SECONDARY.slice(0, 3)]
        .map((region) => `module.api["${region}"].google_cloud_run_v2_service_iam_member.invokers["everybody"]`)
        .sort(),
    );
  });

  it('with a region more leaves the others as they are, but for the lists that name every region', async () => {
    const changes = (await plan(3, 'two')).filter(({ change }) => !change.actions.includes('no-op'));
    const added = changes.filter(({ change }) => change.before === null);
    expect(added.filter(({ address }) => !address.includes('europe-west1'))).toEqual([]);
    const changed = changes.filter(({ change }) => change.before !== null);
    expect(new Set(changed.flatMap(({ change }) => change.actions))).toEqual(new Set(['update']));
    const services = changed.filter(({ type }) => type === 'google_cloud_run_v2_service');
    expect(services).toHaveLength(4);
    for (const { change } of services) {
      expect(withoutLists(change.after)).toEqual(withoutLists(change.before));
    }
    // The world's one balancer learns of a further backend.
    expect(
      changed.flatMap(({ address, type }) => (type === 'google_cloud_run_v2_service' ? [] : [address])).sort(),
    ).toEqual([
      'module.balancer.google_compute_backend_service.api',
      'module.balancer.google_compute_backend_service.results',
      'module.balancer.google_compute_url_map.https',
    ]);
  });

  it.each([
    ['api', apiConfigSchema],
    ['worker', workerConfigSchema],
  ] as const)('starts the %s with settings that it accepts in production', async (service, schema) => {
    const services = (await plan(2, 'two')).filter(
      ({ address }) => address.startsWith(`module.${service}[`) && address.endsWith('google_cloud_run_v2_service.this'),
    );
    for (const { address, change } of services) {
      const settings = settingsOf(change.after);
      expect(address).toContain(`["${settings.REGION}"]`);
      expect(() => parseConfig(schema, settings)).not.toThrow();
    }
    expect(services).toHaveLength(2);
  });

  it('lets the metrics sidecar read where the services show their metrics', async () => {
    const planned = await plan(2, 'two');
    const config = planned.find(({ address }) => address.endsWith('google_secret_manager_secret_version.this'));
    const services = planned.filter(({ type }) => type === 'google_cloud_run_v2_service');
    expect(config?.change.after?.secret_data).toMatch(/"port": "9464"/);
    expect(config?.change.after?.secret_data).toMatch(/"path": "\/metrics"/);
    for (const { change } of services) {
      expect(settingsOf(change.after).METRICS_PORT).toBe('9464');
      expect(JSON.stringify(change.after)).toContain('/etc/rungmp');
    }
    expect(services).toHaveLength(4);
  });

  it('with nothing changed changes nothing', async () => {
    expect((await plan(2, 'two')).filter(({ change }) => !change.actions.includes('no-op'))).toEqual([]);
  });
});
