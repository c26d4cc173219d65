import type { JobStatus, WebhookEventType } from '@sets/contract';
import { decodeMember } from '../documents/codec.ts';
import { type JobDocument, NOBODY } from '../documents/job-document.ts';
import type { Member } from '../documents/member-document.ts';
import { MEMBERS } from '../documents/paths.ts';
import type { JobsContext } from '../jobs-context.ts';
import { linksOf } from '../read/to-job.ts';
import type { JobNews } from './job-news.ts';

/** What is owed to receivers: that there is a preview, or that the job has ended, which says all that a preview could. */
export type Owed = 'preview' | 'end';

const ENDINGS: Readonly<Partial<Record<JobStatus, WebhookEventType>>> = {
  succeeded: 'job.succeeded',
  failed: 'job.failed',
  expired: 'job.failed',
  canceled: 'job.canceled',
};

/** Tells everybody who asked for it: whom the job was made for, and, one read later, members. */
export async function tell(context: JobsContext, job: JobDocument, owed: Owed): Promise<void> {
  const members = job.webhook_members ? await membersOf(context, job.id) : [];
  const news = [ofOwner(job, owed), ...members.map((member) => ofMember(job, member, owed))];
  await context.announce(news.flatMap((one) => one ?? []));
}

/** Tells one who left a job that goes on; at the job's end it would hear of it, too. */
export async function tellLeft(context: JobsContext, job: JobDocument, member: Member): Promise<void> {
  const news = member.left_at === null ? null : ofMember(job, member, 'end');
  await context.announce(news === null ? [] : [news]);
}

async function membersOf({ documents }: JobsContext, jobId: string): Promise<Member[]> {
  const { documents: found } = await documents.find({ collection: MEMBERS, where: [['job_id', '==', jobId]] });
  return found.flatMap((reading) => decodeMember(reading) ?? []);
}

interface Happening {
  readonly type: WebhookEventType;
  readonly occurredAtMs: number;
}

function happeningOf(job: JobDocument, owed: Owed): Happening | null {
  if (owed === 'preview') {
    return { type: 'job.preview', occurredAtMs: job.lease?.renewed_at ?? job.created_at };
  }
  const type = ENDINGS[job.status];
  return type === undefined ? null : { type, occurredAtMs: job.finished_at ?? job.created_at };
}

function ofOwner(job: JobDocument, owed: Owed): JobNews | null {
  const { webhook, caller, id } = job;
  const happening = happeningOf(job, owed);
  return webhook === null || caller === NOBODY || happening === null
    ? null
    : { ...shared(job, id, happening.type), ...happening, endpoint: webhook, caller };
}

function ofMember(job: JobDocument, { id, webhook, caller, left_at, waiting }: Member, owed: Owed): JobNews | null {
  const left = left_at === null ? null : ({ type: 'job.canceled', occurredAtMs: left_at } as const);
  const happening = owed === 'end' ? (left ?? happeningOf(job, owed)) : waiting ? happeningOf(job, owed) : null;
  return webhook === null || happening === null
    ? null
    : { ...shared(job, id, happening.type), ...happening, endpoint: webhook, caller };
}

function shared({ key, region, trace }: JobDocument, jobId: string, type: WebhookEventType) {
  const { self, result } = linksOf(jobId, true, type === 'job.succeeded' ? key : null);
  return { jobId, links: { self, result }, region, trace };
}
