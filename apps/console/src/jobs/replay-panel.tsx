import { isoTime } from '@sets/clock';
import { useState } from 'preact/hooks';
import { operators, wordsOf } from '../api/api.ts';
import { useQuestion } from '../parts/confirm.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { counted, nowMs } from '../parts/words.ts';
import { namesJobs } from './find-jobs.ts';
import { type Replay, ReplayTable } from './replay-table.tsx';

type BulkFilter = Parameters<typeof operators.createReplay>[0]['body']['filter'];

/** So many per request: an answer within seconds, and a count that moves. */
const AT_ONCE = 50;

interface ReplayPanelProps {
  readonly filters: Readonly<Record<string, string>>;
  readonly onReplayed: () => void;
}

/** What the API takes for many at once: no single job, and dead ones by definition. */
function bulkOf(filters: Readonly<Record<string, string>>): BulkFilter | null {
  const { dead, ...filter } = filters;
  return dead !== 'true' || namesJobs(filters) ? null : (filter as BulkFilter);
}

/**
 * Counts first, which makes a replay with an id of its own, then replays what was counted. A replay that was cut off, here or
 * elsewhere, goes on from the table.
 */
export function ReplayPanel({ filters, onReplayed }: ReplayPanelProps) {
  const filter = bulkOf(filters);
  return filter === null ? null : <Replays filter={filter} onReplayed={onReplayed} />;
}

interface ReplaysProps extends Pick<ReplayPanelProps, 'onReplayed'> {
  readonly filter: BulkFilter;
}

function Replays({ filter, onReplayed }: ReplaysProps) {
  const { ask: open, dialog } = useQuestion();
  const [told, setTold] = useState<string | null>(null);
  const { value, problem, reload } = useLoaded('replays', (signal) => operators.listReplays({ signal }));

  async function preview(): Promise<void> {
    // Also so that the filter is never empty.
    const wanted = { created_before: isoTime(nowMs()), ...filter };
    try {
      const replay = await operators.createReplay({ body: { filter: wanted } });
      setTold(replay.count === 0 ? 'No dead job fits.' : null);
      if (replay.count > 0) {
        ask(replay);
      }
    } catch (error) {
      setTold(wordsOf(error));
    }
  }

  const ask = ({ id, left }: Replay): void =>
    open({
      title: `Replay ${counted(left, 'dead job')}?`,
      body: <p>Each is submitted again once, however often this is pressed. They meet today’s quotas and budget.</p>,
      yes: `Replay ${left}`,
      run: async () => {
        setTold(await replayAll(id));
        reload();
        onReplayed();
      },
    });

  return (
    <section>
      <div class="form-row">
        <button type="button" onClick={() => void preview()}>
          Preview a replay
        </button>
        {told !== null && <span role="status">{told}</span>}
      </div>
      {problem !== null && <p class="problem">What was replayed before cannot be shown: {problem}</p>}
      {value !== null && <ReplayTable replays={value.replays} onGoOn={ask} />}
      {dialog}
    </section>
  );
}

/** Portion by portion until none is left, or none of a portion was taken. */
async function replayAll(id: string): Promise<string> {
  const totals = new Map<string, number>();
  for (let goesOn = true; goesOn; ) {
    const { replay, outcomes } = await operators.runReplay({ params: { id }, query: { limit: AT_ONCE } });
    for (const { outcome } of outcomes) {
      totals.set(outcome, (totals.get(outcome) ?? 0) + 1);
    }
    goesOn = replay.ended_at === null && outcomes.some(({ outcome }) => outcome !== 'refused');
  }
  const words = [...totals].map(([outcome, number]) => `${number} ${outcome}`).join(', ');
  return words === '' ? 'None was left to replay.' : `Replayed: ${words}.`;
}
