import { HISTORY_HOURS, opsHistorySchema } from '../history.ts';
import { type OpsOverview, OVERVIEW_EVERY_S, opsOverviewSchema, overviewEventSchema } from '../overview.ts';
import { REGION } from './examples.ts';
import { fleetPerformance, region } from './health-examples.ts';
import { lever } from './lever.ts';
import { defineRoutes } from './route.ts';

const { processing: _now, ...performance } = fleetPerformance;

const overview: OpsOverview = {
  ...{ at: '2026-11-26T09:00:00.000Z', store: 'ok', seen_at: '2026-11-26T08:59:58.000Z' },
  faults: [
    {
      ...{ id: 'backlog:europe-west1', severity: 'warning', thing: 'A backlog of 500', place: REGION },
      ...{ since: '2026-11-26T08:58:00.000Z', effect: 'New jobs wait 120 s before anybody begins them.' },
      lever: {
        ...{ kind: 'control_region', label: 'Keep at least 4 workers', region: REGION },
        change: { scale_floor: 4, scale_ceiling: null },
      },
    },
  ],
  regions: [{ ...region, paused: false, drained: false }],
  performance,
  budget: { spent_usd: 17.9, budget_usd: 250, used_up: false },
  dead_jobs: 0,
};

export const overviewRoutes = defineRoutes({
  getOverview: {
    ...lever,
    method: 'GET',
    path: '/v1/ops/overview',
    summary: 'What needs an operator now, worst first, and the fleet that it is about',
    description: 'Answers while Firestore is away too, says so, and shows what was last seen.',
    responses: { 200: { description: 'The fleet now.', schema: opsOverviewSchema, example: overview } },
    problems: [],
  },

  getHistory: {
    ...lever,
    method: 'GET',
    path: '/v1/ops/history',
    summary: `Queues and money by the minute and answers by the hour, of the last ${HISTORY_HOURS} hours`,
    responses: {
      200: {
        description: 'What was seen.',
        schema: opsHistorySchema,
        example: {
          since: '2026-11-25T10:00:00.000Z',
          regions: [
            {
              region: REGION,
              points: [
                {
                  ...{ at: '2026-11-26T08:59:00.000Z', depth: 1, oldest_age_s: 2, active_jobs: 3, workers: 2 },
                  spent_usd: 0.041,
                },
              ],
            },
          ],
          money: [{ at: '2026-11-26T08:59:00.000Z', spent_usd: 17.9, credits_left: 7_043 }],
          hours: [
            {
              ...{ at: '2026-11-26T08:00:00.000Z', response_ms: performance.response_ms },
              ...{ answered: { memory: 790, new: 131 }, jobs: { succeeded: 127, declined: 4, failed: 0 } },
            },
          ],
        },
      },
    },
    problems: ['storage_unavailable'],
  },

  followOverview: {
    ...lever,
    method: 'GET',
    path: '/v1/ops/events',
    summary: `The overview as server-sent events, one every ${OVERVIEW_EVERY_S} s`,
    description:
      'The stream ends after five minutes or with its instance: connect again, as `EventSource` does by itself.',
    responses: {
      200: {
        description: 'Overviews.',
        headers: ['X-Accel-Buffering'],
        mediaType: 'text/event-stream',
        schema: overviewEventSchema,
        example: { event: 'overview', data: overview },
      },
    },
    problems: ['too_many_streams', 'overloaded'],
  },
});
