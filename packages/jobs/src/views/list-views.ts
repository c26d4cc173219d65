import type { JobStatus } from '@sets/contract';
import { type Condition, type PageCursor, pageOrder, type Reading, storedTime, toCursor } from '@sets/store-kit';
import { decodeMember } from '../documents/codec.ts';
import { JOBS, MEMBERS } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { getJob } from '../read/get-job.ts';
import { type PageRequest, readable } from '../read/job-pages.ts';
import { toJobSnapshot } from '../read/job-snapshot.ts';
import { bodyOfView, type JobView } from './job-view.ts';

export interface ListViewsInput extends PageRequest {
  /** By its own name. */
  readonly caller: string;
  readonly status?: JobStatus;
}

export interface ViewPage {
  /** May be fewer than asked for, or none, although more follow. */
  readonly views: readonly JobView[];
  /** Null on the last page. */
  readonly next: PageCursor | null;
}

/** A document of either collection, at its place in the list. */
interface Listed {
  readonly at: PageCursor;
  readonly kind: 'own' | 'member';
  readonly reading: Reading;
}

/**
 * The jobs that were made for the caller and those that it joined, newest first. Known results cost no document, so
 * they are in no list. Two queries, and one read for each member.
 *
 * @throws ProblemError `storage_unavailable`
 */
export async function listViews(context: JobsContext, input: ListViewsInput): Promise<ViewPage> {
  const { caller, status, ...page } = input;
  const mine: Condition = ['caller', '==', caller];
  const [own, joined] = await Promise.all([
    find(context, { kind: 'own', where: status === undefined ? [mine] : [mine, ['status', '==', status]] }, page),
    find(context, { kind: 'member', where: [mine] }, page),
  ]);
  const listed = [...own, ...joined].toSorted(newestFirst).slice(0, page.limit);
  const views = await Promise.all(listed.map((one) => viewOf(context, one)));
  return {
    views: views.flatMap((view) => (view === null || !hasStatus(view, status) ? [] : [view])),
    next: listed.length < page.limit ? null : (listed.at(-1)?.at ?? null),
  };
}

const COLLECTIONS = { own: [JOBS, 'created_at'], member: [MEMBERS, 'joined_at'] } as const;

async function find(
  { documents }: JobsContext,
  { kind, where }: { readonly kind: Listed['kind']; readonly where: readonly Condition[] },
  { limit, after }: PageRequest,
): Promise<Listed[]> {
  const [collection, time] = COLLECTIONS[kind];
  const found = await documents.find({
    ...{ collection, where, orderBy: pageOrder(time), limit },
    ...(after === undefined ? {} : { startAfter: [storedTime(after.createdAtMs), after.id] }),
  });
  return found.documents.flatMap((reading) => {
    const at = toCursor(reading, time);
    return at === null ? [] : [{ at, kind, reading }];
  });
}

/** As the store orders both: by time, then by id. */
function newestFirst({ at: one }: Listed, { at: other }: Listed): number {
  if (one.createdAtMs !== other.createdAtMs) {
    return other.createdAtMs - one.createdAtMs;
  }
  return one.id < other.id ? 1 : -1;
}

async function viewOf(context: JobsContext, { kind, reading }: Listed): Promise<JobView | null> {
  return await readable(context.logger, reading.id, async () => {
    if (kind === 'own') {
      const snapshot = toJobSnapshot(reading);
      return snapshot === null ? null : { kind, id: snapshot.job.id, snapshot, servedFrom: 'new' };
    }
    const member = decodeMember(reading);
    const snapshot = member === null ? null : await getJob(context, member.job_id);
    return member === null || snapshot === null
      ? null
      : { kind, id: member.id, snapshot, member, memberVersion: reading.version ?? '' };
  });
}

const hasStatus = (view: JobView, status: JobStatus | undefined): boolean =>
  status === undefined || bodyOfView(view).status === status;
