import { createHash } from 'node:crypto';
import type { DocumentStore } from '../documents/document-store.ts';
import { AUDIT } from './audit.ts';

/** Stands for a caller on record: whoever knows the name finds its entries (`sha256sum | cut -c1-32`). */
export const markOf = (caller: string): string =>
  `caller:${createHash('sha256').update(caller).digest('hex').slice(0, 32)}`;

/** Entries in one commit. */
const PAGE = 100;

/**
 * Puts the mark of a caller in the place of its name, where a change on record names it as whom it was about. What it did itself as
 * an operator stays as it is. Returns in how many entries.
 *
 * @throws ProblemError `storage_unavailable`; asked for again it goes on where it stopped
 */
export async function unnameInAudit(documents: DocumentStore, caller: string): Promise<number> {
  const mark = markOf(caller);
  let changed = 0;
  for (const field of ['details.caller', 'outcome.caller']) {
    for (let found = PAGE; found === PAGE; changed += found) {
      const page = await documents.find({ collection: AUDIT, where: [[field, '==', caller]], limit: PAGE });
      found = page.documents.length;
      await documents.write(
        page.documents.map(({ path }) => ({ kind: 'update', path, fields: { [field]: mark } })),
        { purpose: 'unname' },
      );
    }
  }
  return changed;
}
