import {
  type OpsJobPage,
  opsBulkRequestSchema,
  opsInvalidateRequestSchema,
  opsJobQuerySchema,
  opsRegionRequestSchema,
  ProblemError,
} from '@sets/contract';
import { getProfile } from '@sets/extraction';
import {
  type ControlWatch,
  controlRegion,
  countJobs,
  decodeCursor,
  encodeCursor,
  invalidateResult,
  type JobStore,
  listAudit,
  purgeJobs,
  type ReplayOptions,
  replayJob,
  replayJobs,
  searchJobs,
} from '@sets/job-store';
import { type Clock, parseRequest } from '@sets/service-kit';
import { type Express, Router } from 'express';
import type { FleetView } from '../health/fleet-view.ts';
import { regionHealth } from '../health/region-health.ts';
import type { ResolveLinkDeps } from '../jobs/resolve-submitted-link.ts';
import { keyOfLink } from '../results/key-of-link.ts';
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
  readonly route: (region: string) => string;
  readonly clock: Clock;
}

const AUDIT_ENTRIES = 200;

export function mountOpsRoutes(app: Express, deps: OpsRoutesDeps): void {
  if (deps.opsToken === undefined) return;
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
    response.json({ entries: entries.map(({ at, ...entry }) => ({ ...entry, at: new Date(at).toISOString() })) });
  });
  app.use('/v1/ops', router);
}

function mountJobs(router: Router, { store, links, route }: OpsRoutesDeps): void {
  const { context } = store;
  const replaying = (actor: string): ReplayOptions => ({
    actor,
    route,
    profileVersion: (name) => String(getProfile(name).version),
  });

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
    response.json(await replayJob(context, request.params.id, replaying(actorOf(response))));
  });
  router.post('/jobs/replay', async (request, response) => {
    const { filter, limit, preview } = parseRequest(opsBulkRequestSchema, request.body ?? {});
    const wanted = await toJobFilter(links, filter);
    if (preview) response.json({ count: await countJobs(context, { ...wanted, dead: true }) });
    else response.json({ outcomes: await replayJobs(context, wanted, limit, replaying(actorOf(response))) });
  });
  router.post('/jobs/purge', async (request, response) => {
    const { filter, limit, preview } = parseRequest(opsBulkRequestSchema, request.body ?? {});
    const wanted = await toJobFilter(links, filter);
    if (preview) response.json({ count: await countJobs(context, { ...wanted, dead: true }) });
    else response.json({ purged: await purgeJobs(context, wanted, limit, actorOf(response)) });
  });
}

function mountRegions(router: Router, { store, fleet, control, regions, clock }: OpsRoutesDeps): void {
  router.get('/regions', async (_request, response) => {
    const views = await fleet.look();
    response.json({
      regions: views.map((view) => ({
        ...regionHealth(view, clock.now()),
        paused: control.of(view.region).paused,
        drained: control.of(view.region).drained,
      })),
    });
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
