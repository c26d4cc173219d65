import { seededRandom } from '@sets/clock';
import type { PoolObserver } from '../../src/index.ts';
import type { Contender, ContenderName, Upstreams } from './contender.ts';
import { createOurPool, heeding } from './our-pool.ts';
import { createPlainAimd } from './plain-aimd.ts';
import { createBareClient, createEachOnce, createRoundRobin } from './plain-clients.ts';

export interface ContenderSetting {
  readonly upstreams: Upstreams;
  readonly seed: number;
  /** What watches the pools, as in production. */
  readonly observer: PoolObserver;
}

export function createContender(name: ContenderName, setting: ContenderSetting): Contender {
  const { upstreams, seed } = setting;
  switch (name) {
    case 'pool':
      return createOurPool(setting);
    case 'pool_heeding':
      return heeding(createOurPool(setting), upstreams.clock, seededRandom(`${seed}/heeding`));
    case 'pool_unhedged':
      return createOurPool({ ...setting, hedge: false });
    case 'bare':
      return createBareClient(upstreams);
    case 'round_robin':
      return createRoundRobin(upstreams);
    case 'each_once':
      return createEachOnce(upstreams);
    case 'plain_aimd':
      return createPlainAimd(upstreams);
  }
}
