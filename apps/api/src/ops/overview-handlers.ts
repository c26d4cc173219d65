import type { ApiHandlers } from '../http/api-handlers.ts';
import type { Overview } from './overview.ts';
import type { OverviewStreams } from './overview-streams.ts';

export interface OverviewHandlersDeps {
  readonly overview: Overview;
  readonly overviewStreams: Pick<OverviewStreams, 'open'>;
}

export const overviewHandlers = ({
  overview,
  overviewStreams,
}: OverviewHandlersDeps): ApiHandlers<'getOverview' | 'followOverview'> => ({
  getOverview: async () => ({ status: 200, body: await overview.look() }),
  followOverview: ({ caller, signal }) => ({
    status: 200,
    headers: { 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' },
    ...overviewStreams.open(caller, signal),
  }),
});
