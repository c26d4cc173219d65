import type { DocumentSnapshot } from '@google-cloud/firestore';
import type { Reading } from '../documents/reading.ts';
import { versionOf } from './update-time.ts';

export const toReading = (snapshot: DocumentSnapshot): Reading => ({
  path: snapshot.ref.path,
  id: snapshot.id,
  fields: snapshot.data(),
  version: snapshot.updateTime === undefined ? null : versionOf(snapshot.updateTime),
  readAtMs: snapshot.readTime.toMillis(),
});
