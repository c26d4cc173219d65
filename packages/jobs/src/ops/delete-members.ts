import type { DocumentStore } from '@sets/store-kit';
import { MEMBERS } from '../documents/paths.ts';

/** Before their jobs go: nobody would find them afterwards. */
export async function deleteMembers(documents: DocumentStore, jobIds: readonly string[]): Promise<void> {
  const found = await Promise.all(
    jobIds.map((id) => documents.find({ collection: MEMBERS, where: [['job_id', '==', id]] })),
  );
  await documents.deleteAll(found.flatMap((members) => members.documents.map(({ path }) => ({ path }))));
}
