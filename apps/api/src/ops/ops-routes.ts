import type { Clock } from '@sets/clock';
import {
  type OpsAuditPage,
  type OpsJobPage,
  type OpsRegions,
  type OpsReplay,
  type OpsReplayOutcome,
  opsBulkRequestSchema,
  opsInvalidateRequestSchema,
  opsJobQuerySchema,
  opsRegionRequestSchema,
  ProblemError,
} from '@sets/contract';
import { getProfile } from '@sets/extraction';
import { type ControlWatch, controlRegion } from '@sets/fleet';
import {
  countJobs,
  decodeCursor,
  encodeCursor,
  invalidateResult,
  type JobFilter,
  type JobStore,
  purgeJobs,
  type ReplayOptions,
  type ReplayOutcome,
  replayJob,
  replayJobs,
  searchJobs,
} from '@sets/jobs';
import { parseRequest } from '@sets/service-kit';
import { listAudit } from '@sets/store-kit';
import { type Express, Router } from 'express';
import type { FleetView } from '../fleet/fleet-view.ts';
import type { ChooseRegion } from '../fleet/region-chooser.ts';
import { regionHealth } from '../health/region-health.ts';
import { keyOfLink } from '../links/key-of-link.ts';
import type { ResolveLinkDeps } from '../links/resolve-submitted-link.ts';
import { actorOf, requireOpsToken } from './ops-auth.ts';
import { toJobFilter, toOpsJob } from './ops-job.ts';

export interface OpsRoutesDeps {
  /** Without it these routes do not exist. */
  readonly opsToken: string | undefined;
  readonly store: JobStore;
  readonly links: ResolveLinkDeps;
  readonly fleet: FleetView;
  readonly control: ControlWatch;
  readonly regions: readonly string[];
  readonly chooseRegion: ChooseRegion;
  readonly clock: Clock;
}

const AUDIT_ENTRIES = 200;

export function mountOpsRoutes(app: Express, deps: OpsRoutesDeps): void {
  if (deps.opsToken === undefined) {
    return;
  }
  const router = Router();
  router.use(requireOpsToken(deps.opsToken));
  mountJobs(router, deps);
  mountRegions(router, deps);
  const { context } = deps.store;

  router.post('/results/invalidate', async (request, response) => {
    const wanted = parseRequest(opsInvalidateRequestSchema, request.body ?? {});
    const key = 'key' in wanted ? wanted.key : await keyOfLink(deps.links, wanted);
    response.json({ key, known: await invalidateResult(context, key, actorOf(response)) });
  });
  router.get('/audit', async (_request, response) => {
    const entries = await listAudit(context, AUDIT_ENTRIES);
    const page: OpsAuditPage = {
      entries: entries.map(({ at, ...entry }) => ({ ...entry, at: new Date(at).toISOString() })),
    };
    response.json(page);
  });
  app.use('/v1/ops', router);
}

function mountJobs(router: Router, { store, links, chooseRegion }: OpsRoutesDeps): void {
  const { context } = store;
  const replaying = (actor: string): ReplayOptions => ({
    actor,
    route: chooseRegion,
    profileVersion: (name) => String(getProfile(name).version),
  });

  const replayMany = async (filter: JobFilter, limit: number, actor: string): Promise<OpsReplay> => {
    const outcomes = await replayJobs(context, filter, limit, replaying(actor));
    return { outcomes: outcomes.map(toOpsOutcome) };
  };

  router.get('/jobs', async (request, response) => {
    const { id, dead, limit, cursor, ...filter } = parseRequest(opsJobQuerySchema, request.query);
    const wanted = {
      ...(await toJobFilter(links, filter)),
      ...(id === undefined ? {} : { id }),
      ...(dead === undefined ? {} : { dead }),
    };
    const after = cursor === undefined ? {} : { after: decodeCursor(cursor) };
    const { jobs, next } = await searchJobs(context, { filter: wanted, limit, ...after });
    const page: OpsJobPage = { jobs: jobs.map(toOpsJob), next: next === null ? null : encodeCursor(next) };
    response.json(page);
  });
  router.post('/jobs/:id/replay', async (request, response) => {
    response.json(toOpsOutcome(await replayJob(context, request.params.id, replaying(actorOf(response)))));
  });
  router.post('/jobs/replay', async (request, response) => {
    const { filter, limit, preview } = parseRequest(opsBulkRequestSchema, request.body ?? {});
    const wanted = await toJobFilter(links, filter);
    if (preview) {
      response.json({ count: await countJobs(context, { ...wanted, dead: true }) });
    } else {
      response.json(await replayMany(wanted, limit, actorOf(response)));
    }
  });
  router.post('/jobs/purge', async (request, response) => {
    const { filter, limit, preview } = parseRequest(opsBulkRequestSchema, request.body ?? {});
    const wanted = await toJobFilter(links, filter);
    if (preview) {
      response.json({ count: await countJobs(context, { ...wanted, dead: true }) });
    } else {
      response.json({ purged: await purgeJobs(context, wanted, limit, actorOf(response)) });
    }
  });
}

const toOpsOutcome = ({ jobId, ...outcome }: ReplayOutcome): OpsReplayOutcome => ({ ...outcome, job_id: jobId });

function mountRegions(router: Router, { store, fleet, control, regions, clock }: OpsRoutesDeps): void {
  router.get('/regions', async (_request, response) => {
    const views = await fleet.look();
    const listed: OpsRegions = {
      regions: views.map((view) => ({
        ...regionHealth(view, clock.now()),
        paused: control.of(view.region).paused,
        drained: control.of(view.region).drained,
      })),
    };
    response.json(listed);
  });
  router.post('/regions/:region', async (request, response) => {
    const { region } = request.params;
    if (!regions.includes(region)) {
      throw new ProblemError('invalid_request', {
        errors: [{ path: 'region', message: `must be one of: ${regions.join(', ')}` }],
      });
    }
    const change = parseRequest(opsRegionRequestSchema, request.body ?? {});
    await controlRegion(store.context, region, change, actorOf(response));
    response.json({ region, ...change });
  });
}
