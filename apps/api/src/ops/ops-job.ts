import { isoTime } from '@sets/clock';
import type { OpsJob, OpsJobFilter } from '@sets/contract';
import { type JobFilter, type JobSnapshot, toJob } from '@sets/jobs';
import { type ResolveLinkDeps, resolveSubmittedLink } from '../links/resolve-submitted-link.ts';
import { rounded, toOpsAttempts } from './ops-attempts.ts';

const iso = (ms: number | undefined): string | null => (ms === undefined ? null : isoTime(ms));

/** `traceLink`: where a trace is shown; `{trace}` stands for its id. */
export function toOpsJob({ job }: JobSnapshot, traceLink: string | undefined): OpsJob {
  return {
    ...toJob(job, { servedFrom: 'new', metadata: job.metadata }),
    region: job.region,
    caller: job.caller,
    epoch: job.epoch,
    dispatch_no: job.dispatch_no,
    dead: job.dead,
    owner: job.lease?.owner ?? null,
    wake_at: iso(job.wake_at),
    replay_of: job.replay_of,
    replayed_by: job.replayed_by,
    replayed_in: job.replayed_in ?? null,
    trace: job.trace,
    request_id: job.request_id,
    trace_url: traceUrl(job.trace, traceLink),
    spent_usd: rounded(job.spent.usd),
    attempts: toOpsAttempts(job),
  };
}

/** Of a W3C traceparent. */
function traceUrl(trace: string | null, link: string | undefined): string | null {
  const id = trace?.split('-')[1];
  return id === undefined || link === undefined ? null : link.replaceAll('{trace}', id);
}

/** A link becomes the post that it leads to: jobs are found by content, however it was shared. */
export async function toJobFilter(links: ResolveLinkDeps, filter: OpsJobFilter): Promise<JobFilter> {
  const { status, code, region, platform, content_id, url, created_from, created_before } = filter;
  const post = url === undefined ? null : (await resolveSubmittedLink(links, url)).ref;
  const wanted = {
    status,
    code,
    region,
    platform: post?.platform ?? platform,
    contentId: post?.content_id ?? content_id,
  };
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(given) as JobFilter),
    ...(created_from === undefined ? {} : { createdFromMs: Date.parse(created_from) }),
    ...(created_before === undefined ? {} : { createdBeforeMs: Date.parse(created_before) }),
  };
}
