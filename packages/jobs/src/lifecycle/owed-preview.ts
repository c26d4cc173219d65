import type { JobDocument } from '../documents/job-document.ts';
import type { JobsContext } from '../jobs-context.ts';
import { tellsReceivers } from '../protocol/end-job.ts';
import type { JobPatch } from '../protocol/job-patch.ts';
import type { FencedWriter } from './fenced-writer.ts';
import { tell } from './tell.ts';

/** What an owner owes receivers of webhooks while the job runs: that there is a preview. */
export interface OwedPreview {
  /** Belongs into a write that stores `patch`: the mark where a preview is news, and its end once receivers know of it. */
  markWith(patch: Pick<JobPatch, 'preview'>): Partial<Pick<JobDocument, 'owes'>>;
  /** Beside the work. While the mark stands, whoever claims the job next tells them again. */
  tell(): Promise<void>;
}

export function createOwedPreview(context: JobsContext, writer: Pick<FencedWriter, 'job'>): OwedPreview {
  let told = false;
  return {
    markWith({ preview = null }) {
      const { job } = writer;
      if (job.owes === 'preview') {
        return told ? { owes: null } : {};
      }
      return preview !== null && !told && tellsReceivers(job) ? { owes: 'preview' } : {};
    },
    async tell() {
      const { job } = writer;
      if (job.owes !== 'preview' || told) {
        return;
      }
      try {
        await tell(context, job, 'preview');
        told = true;
      } catch (error) {
        const about = { job_id: job.id, error };
        context.logger.warn('Receivers of webhooks could not be told of a preview', about);
      }
    },
  };
}
