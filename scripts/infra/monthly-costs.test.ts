import { join } from 'node:path';
import { CATALOGUE_CHECKED_ON } from '@sets/extraction';
import { beforeAll, describe, expect, it } from 'vitest';
import { LIST_PRICES, type ListPrice } from './list-prices.ts';
import {
  ALERT_EVERY_S,
  ARMOR_RULES,
  INSTANCE,
  monthlyCosts,
  PLATFORM_CONDITIONS,
  SCHEDULED_CALLS,
  totalOf,
} from './monthly-costs.ts';
import { type HclModule, readHclModule } from './read-hcl.ts';

const INFRA = join(import.meta.dirname, '../../infra');
const NOW_MS = Date.parse(`${CATALOGUE_CHECKED_ON}T12:00:00Z`);
const FOUR = { regions: 4, instances: 10 };

const usdOf = (what: string, posts: number, deployment = FOUR): number =>
  monthlyCosts(deployment, posts, NOW_MS).find((line) => line.what === what)?.usd ?? Number.NaN;

describe('the arithmetic', () => {
  it('of models is that of their prices', () => {
    // 0.30 and 2.50 dollars a million at `global`, 10 % more elsewhere.
    const text = (1_500 * 0.33 + 500 * 2.75) / 1_000_000;
    const video = ((1_500 + 45 * 102) * 0.33 + 700 * 2.75) / 1_000_000;
    expect(usdOf('Models', 100_000)).toBeCloseTo(15_000 * (text + 0.85 * video), 6);
  });

  it('of instances does not depend on posts', () => {
    expect(usdOf('Cloud Run', 10_000_000)).toBe(usdOf('Cloud Run', 1_000));
    expect(usdOf('Cloud Run', 1_000)).toBeCloseTo(10 * 2_628_000 * (5 * 0.000018 + 4.5 * 0.000002), 6);
  });

  it('takes what is free off once', () => {
    expect(usdOf('Cloud Tasks', 1_000_000)).toBe(0);
    expect(usdOf('Cloud Tasks', 10_000_000)).toBeCloseTo(2 * 0.4, 6);
    expect(usdOf('Scheduler', 1, { regions: 1, instances: 2 })).toBe(0);
  });

  it('adds up', () => {
    const lines = monthlyCosts(FOUR, 100_000, NOW_MS);
    expect(lines.filter(({ usd }) => !(usd >= 0))).toEqual([]);
    expect(totalOf(lines)).toBeCloseTo(
      lines.map(({ usd }) => usd).reduce((sum, usd) => sum + usd),
      6,
    );
  });
});

it.each(Object.entries<ListPrice>(LIST_PRICES))(
  '%s stands on a list that can be looked up',
  (_name, { source, seen }) => {
    expect(source).toMatch(/^https:\/\/[a-z.]+(\/[a-z/-]+)?$/);
    expect(seen === null || (seen > '2026' && !Number.isNaN(Date.parse(seen)))).toBe(true);
  },
);

describe('what is counted is what the stack makes:', () => {
  let stack: HclModule;
  let service: HclModule;
  let armor: HclModule;
  beforeAll(async () => {
    [stack, service, armor] = await Promise.all([
      readHclModule(INFRA, 'stack'),
      readHclModule(INFRA, 'modules/service'),
      readHclModule(INFRA, 'modules/armor'),
    ]);
  });

  it('the size of an instance', () => {
    const [, cpu, memory] = /name\s+= "metrics"[\s\S]*?cpu\s+= "(\d+)"\s+memory = "(\d+)Mi"/.exec(service.text) ?? [];
    for (const name of ['api', 'worker']) {
      const module = stack.blocks.find(({ kind, labels }) => kind === 'module' && labels[0] === name)?.body;
      expect(Number(module?.cpu) + Number(cpu)).toBe(INSTANCE.vcpu);
      expect(Number.parseInt(String(module?.memory), 10) + Number(memory) / 1024).toBe(INSTANCE.gib);
    }
  });

  it('the number of instances', () => {
    const floors = stack.blocks.find(({ kind, labels }) => kind === 'variable' && labels[0] === 'floors')?.body;
    expect(floors?.default).toEqual({ primary: 2, secondary: 1 });
  });

  it('conditions of alerts, and how often they are asked', async () => {
    const { text } = await readHclModule(INFRA, 'modules/monitoring');
    const [, rates = ''] = /burn_rates = \{([\s\S]*?)\n {2}\}/.exec(text) ?? [];
    const [, burn = '', uptime = ''] = text.split(/resource "google_monitoring_alert_policy" "(?:burn|uptime)"/);
    const conditions = (part: string): number => part.match(/^ {2}conditions \{/gm)?.length ?? 0;
    expect(rates.trim().split('\n').length * conditions(burn) + conditions(uptime)).toBe(PLATFORM_CONDITIONS);
    expect(text).toContain(`evaluation_interval       = "${ALERT_EVERY_S}s"`);
  });

  it('rules and scheduled calls', () => {
    const known = /known_attacks = \{([^}]*)\}/.exec(armor.text)?.[1]?.trim().split('\n').length ?? 0;
    const single = armor.text.match(/^ {2}rule \{/gm)?.length ?? 0;
    expect(known + single).toBe(ARMOR_RULES);
    expect(Object.keys(stack.blocks.find(({ labels }) => labels[0] === 'scheduler')?.body.paths ?? {})).toHaveLength(
      SCHEDULED_CALLS,
    );
  });
});
