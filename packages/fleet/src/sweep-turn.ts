import { decodeReadable, documentPath, SERVER_TIME, writeAsRead } from '@sets/store-kit';
import { type FleetContext, SWEEPS } from './fleet-context.ts';
import { sweepTurnSchema } from './fleet-documents.ts';

/** Whoever looks so long after the last turn, or later, has the next. */
const TURN_MS = 5_000;

export interface SweepTurnInput {
  readonly region: string;
  readonly instance: string;
}

/**
 * Whether the caller is to sweep for its region now: nobody else took a turn within 5 s, by the server's times. So the
 * cost of sweeping is a region's however many look, and the next who looks fills the place of one that died.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function takeSweepTurn(
  { documents }: FleetContext,
  { region, instance }: SweepTurnInput,
): Promise<boolean> {
  const before = await documents.read(documentPath(SWEEPS, region));
  const [last] = decodeReadable([before], sweepTurnSchema);
  if (last !== undefined && before.readAtMs - last.taken_at < TURN_MS) {
    return false;
  }
  const fields = { region, instance, taken_at: SERVER_TIME };
  const { kind } = await documents.commit([writeAsRead(before, fields)], { purpose: 'sweep_turn' });
  // Unknown whether it was applied: two sweeps at once do no harm, and none would.
  return kind !== 'refused';
}
