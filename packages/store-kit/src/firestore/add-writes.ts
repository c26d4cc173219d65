import type { Firestore, Precondition, Transaction, WriteBatch } from '@google-cloud/firestore';
import type { Version } from '../documents/version.ts';
import type { Write } from '../documents/write.ts';
import { timeOfVersion } from './update-time.ts';

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
