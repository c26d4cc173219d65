import { storageUnavailable } from './store-errors.ts';

/** Each lost round means that someone else got on, or that nobody knows; more of them help nobody. */
const MAX_ROUNDS = 5;

/**
 * The retry rule of every "read, decide, commit": a commit that was refused, or of which nobody knows whether it was
 * applied, is settled by reading again. `round` resolves to undefined for that; anything else is the outcome.
 *
 * @throws ProblemError `storage_unavailable` when every round was lost
 */
export async function inRounds<T extends object>(what: string, round: () => Promise<T | undefined>): Promise<T> {
  for (let left = MAX_ROUNDS; left > 0; left -= 1) {
    const outcome = await round();
    if (outcome !== undefined) {
      return outcome;
    }
  }
  throw storageUnavailable(new Error(`${what} lost ${MAX_ROUNDS} rounds`));
}
