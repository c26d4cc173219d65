import { isoTime } from '@sets/clock';
import { FEEDBACK_ENTRIES } from '@sets/contract';
import type { JobFeedback } from '@sets/jobs';
import type { ApiHandlers } from '../http/api-handlers.ts';

export interface FeedbackHandlersDeps {
  readonly store: { readonly feedback: JobFeedback };
}

export function feedbackHandlers({
  store: { feedback },
}: FeedbackHandlersDeps): ApiHandlers<'giveFeedback' | 'listFeedback'> {
  return {
    async giveFeedback({ params: { id }, body: { note = null }, caller }) {
      await feedback.give({ id, caller: caller.id, note });
      return { status: 204 };
    },

    async listFeedback() {
      const found = await feedback.list(FEEDBACK_ENTRIES);
      const entries = found.map(({ shown, created_at, expires_at: _until, ...entry }) => ({
        ...entry,
        result: shown.result === null ? null : (JSON.parse(shown.result) as unknown),
        code: shown.code,
        created_at: isoTime(created_at),
      }));
      return { status: 200, body: { entries } };
    },
  };
}
