import type { Firestore, Precondition, Transaction, WriteBatch } from '@google-cloud/firestore';
import type { Fields } from './reading.ts';
import { timeOfVersion, type Version } from './version.ts';

/** One document's part in a commit. */
export type Write =
  /** Refused when the document exists. */
  | { readonly kind: 'create'; readonly path: string; readonly fields: Fields }
  /** Replaces the named fields, each whole (`a.b` names one inside); refused when there is no such document. */
  | { readonly kind: 'update'; readonly path: string; readonly fields: Fields; readonly ifVersion?: Version }
  /** Replaces the document. */
  | { readonly kind: 'replace'; readonly path: string; readonly fields: Fields }
  /** Replaces the named fields, each whole, of a document that need not exist. */
  | { readonly kind: 'merge'; readonly path: string; readonly fields: Fields }
  | { readonly kind: 'delete'; readonly path: string; readonly ifVersion?: Version };

/** WriteBatch and Transaction share these methods but not a type. */
type Writer = Pick<WriteBatch, 'create' | 'update' | 'set' | 'delete'>;

export function addWrites(firestore: Firestore, to: WriteBatch | Transaction, writes: readonly Write[]): void {
  const writer = to as Writer;
  for (const write of writes) {
    const ref = firestore.doc(write.path);
    switch (write.kind) {
      case 'create':
        writer.create(ref, write.fields);
        break;
      case 'update':
        writer.update(ref, write.fields, preconditionOf(write.ifVersion) ?? { exists: true });
        break;
      case 'replace':
        writer.set(ref, write.fields);
        break;
      case 'merge':
        writer.set(ref, write.fields, { mergeFields: Object.keys(write.fields) });
        break;
      case 'delete':
        writer.delete(ref, preconditionOf(write.ifVersion) ?? {});
    }
  }
}

const preconditionOf = (version: Version | undefined): Precondition | undefined =>
  version === undefined ? undefined : { lastUpdateTime: timeOfVersion(version) };
