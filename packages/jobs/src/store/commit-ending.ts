import type { DocumentReference, Firestore, Precondition, Transaction, WriteBatch } from '@google-cloud/firestore';
import type { Ending } from '../protocol/end-job.ts';
import { encodeJobPatch, encodeResultPatch } from './codec.ts';
import { jobRef, resultRef } from './refs.ts';

/** Adds both halves of a terminal transition to one commit. The precondition on the job fences the results too. */
export function addEnding(
  commit: WriteBatch | Transaction,
  firestore: Firestore,
  id: string,
  key: string,
  ending: Ending,
  precondition: Precondition,
): void {
  const job: DocumentReference = jobRef(firestore, id);
  const results = resultRef(firestore, key);
  const patch = encodeResultPatch(ending.results);
  // WriteBatch and Transaction share these methods but not a type.
  const writer = commit as WriteBatch;
  writer.update(job, encodeJobPatch(ending.job), precondition);
  if (patch === null) {
    writer.delete(results);
  } else {
    writer.set(results, patch.data, { mergeFields: patch.mergeFields });
  }
}
