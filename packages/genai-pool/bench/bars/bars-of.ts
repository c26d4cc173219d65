import type { DirectSamples } from '../direct/direct-samples.ts';
import type { Measured } from '../samples/measured.ts';
import { directBars } from './direct-bars.ts';
import { hangingBars } from './hanging-bars.ts';
import { loadBars } from './load-bars.ts';
import { outageBars, sickRegionBars } from './outage-bars.ts';
import { partialFailureBars } from './partial-failure-bars.ts';
import type { PoolBar } from './pool-bar.ts';
import { postsBars } from './posts-bars.ts';
import { stormBars } from './storm-bars.ts';
import { validityBars } from './validity-bars.ts';

/** Every bar, from raw samples alone. */
export const barsOf = (measured: readonly Measured[], direct: DirectSamples): PoolBar[] => [
  ...[
    validityBars,
    partialFailureBars,
    hangingBars,
    outageBars,
    sickRegionBars,
    postsBars,
    stormBars,
    loadBars,
  ].flatMap((make) => make(measured)),
  ...directBars(direct),
];
