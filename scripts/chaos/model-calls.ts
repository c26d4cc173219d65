import type { CallCount } from '@sets/upstream-simulators';
import type { JobHistory } from './job-history.ts';
import type { CallsByKind, PostKind } from './posts.ts';

export interface ModelCalls {
  /** All that arrived at the model. */
  readonly made: number;
  /** Refused by the faults that were asked for. */
  readonly refused: number;
  /** What the ended jobs need when nothing goes wrong, measured before the first kill. */
  readonly needed: number;
  /** Made for nothing: for a worker that was killed, a job that was cancelled, a failover or a hedge. */
  readonly wasted: number;
}

export function geminiCalls(counters: readonly CallCount[]): { made: number; refused: number } {
  const counts = counters.filter(({ upstream }) => upstream === 'gemini');
  return {
    made: counts.reduce((sum, { calls }) => sum + calls, 0),
    refused: counts.reduce((sum, { statuses }) => sum + (statuses['503'] ?? 0) + (statuses['500'] ?? 0), 0),
  };
}

/** By the simulator's own counters. A post that was ended by a result or a verdict needed its kind's calls, once. */
export function modelCalls(
  counted: { readonly made: number; readonly refused: number },
  histories: ReadonlyMap<string, JobHistory>,
  kinds: ReadonlyMap<string, PostKind>,
  callsByKind: CallsByKind,
): ModelCalls {
  const settled = new Set([...histories.values()].filter(hasVerdict).map(({ contentId }) => contentId));
  let needed = 0;
  for (const contentId of settled) {
    const kind = kinds.get(contentId);
    needed += kind === undefined || kind === 'poison' ? 0 : callsByKind[kind];
  }
  const { made, refused } = counted;
  return { made, refused, needed, wasted: made - refused - needed };
}

/** Giving up is no verdict: what was called for such a job was called for nothing. */
function hasVerdict({ states }: JobHistory): boolean {
  const last = states.at(-1);
  return last?.status === 'succeeded' || (last?.status === 'failed' && last.error?.code !== 'attempts_exhausted');
}
