import { jobPath, memberPath } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { type JobSnapshot, toJobSnapshot } from '../read/job-snapshot.ts';
import { isOver, type JobView, type MemberView, type OwnView } from './job-view.ts';
import { memberFor } from './read-view.ts';

export interface WatchViewOptions {
  readonly signal: AbortSignal;
  /** Called with the view as it is and after each change; changes between may be skipped. */
  readonly onChange?: (view: JobView) => void;
}

/**
 * Follows a view until it is over. Resolves with the last one seen, at the latest when `signal` fires; null when its
 * job or its membership is gone, or it is its caller's no more.
 *
 * @throws ProblemError `storage_unavailable` when a listener breaks for good
 */
export async function watchView(
  context: JobsContext,
  view: JobView,
  { signal, onChange = () => {} }: WatchViewOptions,
): Promise<JobView | null> {
  if (view.kind === 'value') {
    onChange(view);
    return view;
  }
  if (signal.aborted) {
    return view;
  }
  const { promise, resolve, reject } = Promise.withResolvers<JobView | null>();
  let last: JobView = view;
  const show = (next: JobView | null): void => {
    if (next === null) {
      resolve(null);
      return;
    }
    last = next;
    onChange(next);
    if (isOver(next)) {
      resolve(next);
    }
  };
  const follow = { show, fail: reject };
  const stop = view.kind === 'own' ? followOwn(context, view, follow) : followMember(context, view, follow);
  const onAbort = (): void => resolve(last);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await promise;
  } finally {
    stop();
    signal.removeEventListener('abort', onAbort);
  }
}

interface Follow<V extends JobView> {
  readonly show: (view: V | null) => void;
  readonly fail: (error: unknown) => void;
}

function followOwn({ documents }: JobsContext, view: OwnView, { show, fail }: Follow<OwnView>): () => void {
  const { caller } = view.snapshot.job;
  return documents.watch(jobPath(view.id), {
    onChange: (reading) =>
      guarded(fail, () => {
        const snapshot = toJobSnapshot(reading);
        show(snapshot?.job.caller === caller ? { ...view, snapshot } : null);
      }),
    onError: fail,
  });
}

/** The job and the membership, which its member may leave while the job goes on. */
function followMember({ documents }: JobsContext, view: MemberView, { show, fail }: Follow<MemberView>): () => void {
  const { id, member } = view;
  let snapshot: JobSnapshot | null = view.snapshot;
  let held = { member, version: view.memberVersion };
  const tell = (): void =>
    show(snapshot === null ? null : { ...view, snapshot, member: held.member, memberVersion: held.version });
  const stops = [
    documents.watch(jobPath(member.job_id), {
      onChange: (reading) =>
        guarded(fail, () => {
          snapshot = toJobSnapshot(reading);
          tell();
        }),
      onError: fail,
    }),
    documents.watch(memberPath(id), {
      onChange: (reading) =>
        guarded(fail, () => {
          const found = memberFor(reading, member.caller);
          if (found === null) {
            show(null);
          } else if (found.version !== held.version) {
            held = found;
            tell();
          }
        }),
      onError: fail,
    }),
  ];
  return () => {
    for (const stop of stops) {
      stop();
    }
  };
}

function guarded(fail: (error: unknown) => void, run: () => void): void {
  try {
    run();
  } catch (error) {
    fail(error);
  }
}
