import type { SpanHook } from '../call.ts';
import { storageUnavailable } from '../store-errors.ts';

export interface LossyAnswers {
  /** For a store whose answers are to get lost. */
  readonly span: SpanHook;
  /** The next commit for `purpose` is applied, and its caller hears nothing; `meanwhile` runs in between. */
  lose(purpose: string, meanwhile?: () => void): void;
}

/** Silence on command: what was asked for was done, but nobody is told. */
export function createLossyAnswers(): LossyAnswers {
  const losing = new Map<string, () => void>();
  return {
    async span(_name, { purpose }, run) {
      const answer = await run();
      const meanwhile = losing.get(String(purpose));
      if (meanwhile !== undefined) {
        losing.delete(String(purpose));
        meanwhile();
        throw storageUnavailable(new Error(`the answer to ${purpose} was lost`));
      }
      return answer;
    },
    lose: (purpose, meanwhile = () => {}) => void losing.set(purpose, meanwhile),
  };
}
