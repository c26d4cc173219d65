import { isoTime } from '@sets/clock';
import { LISTED_REPLAYS, type OpsReplayOutcome, type OpsReplayRun } from '@sets/contract';
import { getProfile } from '@sets/extraction';
import type { JobOps, Replay, ReplayOptions, ReplayOutcome } from '@sets/jobs';
import { actorOf } from '@sets/service-kit';
import type { ChooseRegion } from '../fleet/region-chooser.ts';
import type { ApiHandlers } from '../http/api-handlers.ts';
import type { ResolveLinkDeps } from '../links/resolve-submitted-link.ts';
import { toJobFilter } from './ops-job.ts';

export interface ReplayHandlersDeps {
  readonly store: { readonly ops: Pick<JobOps, 'replay' | 'replays' | 'count'> };
  readonly links: ResolveLinkDeps;
  readonly chooseRegion: ChooseRegion;
}

type OfOne = 'replayJob' | 'replayJobs';
type OfMany = 'createReplay' | 'listReplays' | 'getReplay' | 'runReplay';

/** Dead jobs submitted again: one, those of a filter, and those of a replay that has an id of its own. */
export function replayHandlers({
  store: { ops },
  links,
  chooseRegion,
}: ReplayHandlersDeps): ApiHandlers<OfOne | OfMany> {
  const { replays } = ops;
  const replaying = (actor: string): ReplayOptions => ({
    actor,
    chooseRegion,
    profileVersion: (name) => String(getProfile(name).version),
  });
  return {
    async replayJob({ params, caller }) {
      return { status: 200, body: toOpsOutcome(await ops.replay(params.id, replaying(actorOf(caller)))) };
    },

    async replayJobs({ body: { filter, limit, preview }, caller }) {
      const wanted = await toJobFilter(links, filter);
      if (preview) {
        return { status: 200, body: { count: await ops.count({ ...wanted, dead: true }) } };
      }
      const actor = actorOf(caller);
      const { id } = await replays.create({ filter: wanted, actor });
      const { outcomes } = await replays.run(id, { limit, ...replaying(actor) });
      return { status: 200, body: { outcomes: outcomes.map(toOpsOutcome), replay_id: id } };
    },

    async createReplay({ body: { filter }, caller }) {
      const wanted = await toJobFilter(links, filter);
      return { status: 201, body: toOpsReplay(await replays.create({ filter: wanted, actor: actorOf(caller) })) };
    },

    async listReplays() {
      return { status: 200, body: { replays: (await replays.list(LISTED_REPLAYS)).map(toOpsReplay) } };
    },

    async getReplay({ params }) {
      return { status: 200, body: toOpsReplay(await replays.read(params.id)) };
    },

    async runReplay({ params, query: { limit }, caller }) {
      const { replay, outcomes } = await replays.run(params.id, { limit, ...replaying(actorOf(caller)) });
      return { status: 200, body: { replay: toOpsReplay(replay), outcomes: outcomes.map(toOpsOutcome) } };
    },
  };
}

const toOpsOutcome = ({ jobId, ...outcome }: ReplayOutcome): OpsReplayOutcome => ({ ...outcome, job_id: jobId });

function toOpsReplay({ filter, at, ended_at, ...replay }: Replay): OpsReplayRun {
  const { created_from, created_before, ...named } = filter;
  return {
    ...replay,
    ...{ at: isoTime(at), ended_at: ended_at === null ? null : isoTime(ended_at) },
    filter: {
      ...(named as Omit<OpsReplayRun['filter'], 'created_before'>),
      ...(created_from === undefined ? {} : { created_from: isoTime(created_from) }),
      created_before: isoTime(created_before),
    },
  };
}
