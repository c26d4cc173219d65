import { decodeReadable } from '@sets/store-kit';
import { FEEDBACK, type FeedbackDocument, feedbackDocumentSchema } from '../documents/feedback-document.ts';
import type { JobsContext } from '../jobs-context.ts';

/**
 * The latest feedback, newest first.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function listFeedback({ documents }: JobsContext, limit: number): Promise<readonly FeedbackDocument[]> {
  const found = await documents.find({ collection: FEEDBACK, orderBy: [['created_at', 'desc']], limit });
  return decodeReadable(found.documents, feedbackDocumentSchema);
}
