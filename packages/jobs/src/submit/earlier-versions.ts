import { type Clock, createRememberedLook, type RememberedLook } from '@sets/clock';
import type { DocumentStore } from '@sets/store-kit';
import { RESULTS } from '../documents/paths.ts';
import type { ResultKeyParts } from '../documents/result-document.ts';
import { earlierParts } from '../results/result-key.ts';

/** Whether the version before of a profile has left results: none are left two weeks after it was replaced. */
export interface EarlierVersions {
  /**
   * At once, and true until a look has told: whoever asks does not wait for it. Costs a query in ten minutes for each
   * profile whose version is above 1.
   */
  mayKnow(parts: ResultKeyParts): boolean;
}

/** As long as an instance of the release before may go on writing while nobody here sees it. */
const KEEP_MS = 600_000;
const KEEP_FAILED_MS = 10_000;

export function createEarlierVersions({
  documents,
  clock,
}: {
  readonly documents: Pick<DocumentStore, 'find'>;
  readonly clock: Clock;
}): EarlierVersions {
  const looks = new Map<string, RememberedLook<boolean>>();
  const lookFor = ({ profile, version }: ResultKeyParts): RememberedLook<boolean> =>
    createRememberedLook({
      ...{ clock, keepMs: KEEP_MS, keepFailedMs: KEEP_FAILED_MS },
      async look() {
        const where = [['profile', '==', profile] as const, ['version', '==', version] as const];
        return (await documents.find({ collection: RESULTS, where, limit: 1 })).documents.length > 0;
      },
    });
  return {
    mayKnow(parts) {
      const earlier = earlierParts(parts);
      if (earlier === null) {
        return false;
      }
      const name = `${earlier.profile}@${earlier.version}`;
      const known = looks.get(name) ?? lookFor(earlier);
      looks.set(name, known);
      // Who asks next asks again.
      known.look().catch(() => {});
      return known.lastSeen() ?? true;
    },
  };
}
