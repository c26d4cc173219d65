import type { Callers } from '@sets/callers';
import { type Clock, isoTime, type RememberedLook } from '@sets/clock';
import { AUDIT_ENTRIES, type ContentRef, type OpsPostRequest, type OpsUpstreams, ProblemError } from '@sets/contract';
import type { ControlWatch, Fleet } from '@sets/fleet';
import { decodeCursor, encodeCursor, type JobOps, type Jobs } from '@sets/jobs';
import { actorOf } from '@sets/service-kit';
import type { Webhooks } from '@sets/webhooks';
import type { ApiConfig } from '../config.ts';
import type { FleetView } from '../fleet/fleet-view.ts';
import { regionHealth } from '../health/region-health.ts';
import type { ApiHandlers } from '../http/api-handlers.ts';
import type { JobPolls } from '../jobs/job-polls.ts';
import { keyPartsOfLink } from '../links/key-parts-of-link.ts';
import { type ResolveLinkDeps, resolveSubmittedLink } from '../links/resolve-submitted-link.ts';
import { toJobFilter, toOpsJob } from './ops-job.ts';

export interface OpsHandlersDeps {
  readonly config: Pick<ApiConfig, 'TRACE_LINK'>;
  readonly store: {
    readonly ops: JobOps;
    readonly jobs: Pick<Jobs, 'locate'>;
    readonly fleet: Pick<Fleet, 'control'>;
    readonly callers: Pick<Callers, 'forget'>;
    readonly webhooks: Pick<Webhooks, 'forgetCaller'>;
  };
  readonly polls: JobPolls;
  readonly links: ResolveLinkDeps;
  readonly fleet: FleetView;
  readonly control: ControlWatch;
  readonly regions: readonly string[];
  readonly clock: Clock;
  readonly upstreams: RememberedLook<OpsUpstreams>;
}

type RegionLevers = 'listRegions' | 'controlRegion';
/** What removes things may have been answered from memory a moment ago. */
type Removals = 'takeDownPost' | 'allowPost' | 'forgetCaller' | 'purgeJobs';

export function opsHandlers(
  deps: OpsHandlersDeps,
): ApiHandlers<'searchJobs' | RegionLevers | Removals | 'invalidateResult' | 'lookAtUpstreams' | 'listAudit'> {
  const { ops } = deps.store;
  return {
    ...jobLevers(deps),
    ...regionLevers(deps),
    ...removals(deps),

    async invalidateResult({ body, caller }) {
      const key = 'key' in body ? body.key : (await deps.store.jobs.locate(await keyPartsOfLink(deps.links, body))).key;
      return { status: 200, body: { key, known: await ops.invalidate(key, actorOf(caller)) } };
    },

    lookAtUpstreams: async () => ({ status: 200, body: await deps.upstreams.look() }),

    async listAudit() {
      const entries = await ops.audit(AUDIT_ENTRIES);
      return {
        status: 200,
        body: { entries: entries.map(({ at, ...entry }) => ({ ...entry, at: isoTime(at) })) },
      };
    },
  };
}

function jobLevers({ config, store, links }: OpsHandlersDeps): ApiHandlers<'searchJobs'> {
  const { ops } = store;
  return {
    async searchJobs({ query: { id, trace, request, dead, limit, cursor, ...filter } }) {
      const wanted = {
        ...(await toJobFilter(links, filter)),
        ...(id === undefined ? {} : { id }),
        ...(trace === undefined ? {} : { traceId: trace }),
        ...(request === undefined ? {} : { requestId: request }),
        ...(dead === undefined ? {} : { dead }),
      };
      const after = cursor === undefined ? {} : { after: decodeCursor(cursor) };
      const { jobs, next } = await ops.search({ filter: wanted, limit, ...after });
      const shown = jobs.map((job) => toOpsJob(job, config.TRACE_LINK));
      return { status: 200, body: { jobs: shown, next: next === null ? null : encodeCursor(next) } };
    },
  };
}

function regionLevers({ store, fleet, control, regions, clock }: OpsHandlersDeps): ApiHandlers<RegionLevers> {
  return {
    async listRegions() {
      const views = await fleet.look();
      const listed = views.map((view) => ({
        ...regionHealth(view, clock.now()),
        paused: control.of(view.region).paused,
        drained: control.of(view.region).drained,
      }));
      return { status: 200, body: { regions: listed } };
    },

    async controlRegion({ params: { region }, body: change, caller }) {
      if (!regions.includes(region)) {
        throw new ProblemError('invalid_request', {
          errors: [{ path: 'region', message: `must be one of: ${regions.join(', ')}` }],
        });
      }
      await store.fleet.control({ region, change, actor: actorOf(caller) });
      return { status: 200, body: { region, ...change } };
    },
  };
}

type NamedPost = Pick<ContentRef, 'platform' | 'content_id'>;

const postOf = async (links: ResolveLinkDeps, asked: OpsPostRequest): Promise<NamedPost> =>
  'url' in asked ? (await resolveSubmittedLink(links, asked.url)).ref : asked;

function removals({ store: { ops, callers, webhooks }, links, polls }: OpsHandlersDeps): ApiHandlers<Removals> {
  /** Also of what failed halfway: some of it may be gone. */
  const removing = <T>(remove: Promise<T>): Promise<T> => remove.finally(polls.forgetAll);
  return {
    async purgeJobs({ body: { filter, limit, preview }, caller }) {
      const wanted = await toJobFilter(links, filter);
      return {
        status: 200,
        body: preview
          ? { count: await ops.count({ ...wanted, dead: true }) }
          : { purged: await removing(ops.purge({ filter: wanted, limit, actor: actorOf(caller) })) },
      };
    },

    async forgetCaller({ params: { id }, caller }) {
      // Its keys first, so that nothing new comes; then nothing more is sent to it.
      const first = async () => ({
        keys: await callers.forget(id),
        webhooks: (await webhooks.forgetCaller(id)).endpoints,
      });
      return { status: 200, body: await removing(ops.forgetCaller({ caller: id, actor: actorOf(caller), first })) };
    },

    async takeDownPost({ body, caller }) {
      const { platform, content_id } = await postOf(links, body);
      const removed = await removing(ops.takeDown({ platform, contentId: content_id }, actorOf(caller)));
      return { status: 200, body: { platform, content_id, ...removed } };
    },

    async allowPost({ body, caller }) {
      const { platform, content_id } = await postOf(links, body);
      await ops.allowAgain({ platform, contentId: content_id }, actorOf(caller));
      return { status: 200, body: { platform, content_id } };
    },
  };
}
