import { type FaultKind, METADATA_HOST } from '../upstream/fault.ts';
import { LOCATIONS } from '../upstream/workload.ts';
import { during, EVERYBODY, httpRow, type Row } from './row.ts';

const [FROM_MS, TO_MS] = [20_000, 80_000];

/** Everything is gone for a minute; then everything is back. */
function outage(name: string, how: string, rps: number, kind: FaultKind): Row {
  return httpRow({
    name: `outage_${name}`,
    title: `all ${how} from second 20 to 80`,
    load: { rps },
    durationMs: 110_000,
    seeds: rps > 10 ? 2 : 3,
    scale: rps > 10 ? 3 : 5,
    contenders: [...EVERYBODY, 'pool_heeding'],
    ...during(FROM_MS, TO_MS, kind),
  });
}

export const OUTAGES: readonly Row[] = [
  outage('503_at_8', 'down (503)', 8, { type: 'status', status: 503 }),
  outage('503_at_20', 'down (503)', 20, { type: 'status', status: 503 }),
  outage('refused_at_8', 'refuse connections', 8, { type: 'refuse' }),
  outage('hanging_at_8', 'black holes', 8, { type: 'hang' }),
  httpRow({
    name: 'tokens_hang',
    title: 'the token server hangs from second 20 to 50',
    load: { rps: 8 },
    durationMs: 80_000,
    seeds: 3,
    scale: 8,
    tokens: true,
    faults: [{ locations: [METADATA_HOST], fromMs: FROM_MS, toMs: 50_000, kind: { type: 'hang' } }],
    trouble: { fromMs: FROM_MS, toMs: 50_000, locations: LOCATIONS },
  }),
];
