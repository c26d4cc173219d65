import { useState } from 'preact/hooks';
import { operators, wordsOf } from '../api/api.ts';
import { useQuestion } from '../parts/confirm.tsx';
import { counted, nowMs } from '../parts/words.ts';

type BulkFilter = Parameters<typeof operators.replayJobs>[0]['body']['filter'];

/** So many per request: an answer within seconds, and a count that moves. */
const AT_ONCE = 50;

interface ReplayPanelProps {
  readonly filters: Readonly<Record<string, string>>;
  readonly onReplayed: () => void;
}

/** What the API takes for many at once: no single job, and dead ones by definition. */
function bulkOf({ id, trace, request, dead, ...filter }: Readonly<Record<string, string>>): BulkFilter | null {
  const isOne = (id ?? trace ?? request) !== undefined;
  return dead !== 'true' || isOne ? null : (filter as BulkFilter);
}

/** Counts first, then replays what was counted: jobs that died afterwards wait for the next time. */
export function ReplayPanel({ filters, onReplayed }: ReplayPanelProps) {
  const { ask: open, dialog } = useQuestion();
  const [told, setTold] = useState<string | null>(null);
  const filter = bulkOf(filters);
  if (filter === null) {
    return null;
  }

  async function preview(bulk: BulkFilter): Promise<void> {
    // What dies from here on is not what was counted. Also so that the filter is never empty.
    const wanted = { ...bulk, created_before: new Date(nowMs()).toISOString() };
    try {
      const answer = await operators.replayJobs({ body: { filter: wanted, preview: true } });
      const { count } = 'count' in answer ? answer : { count: 0 };
      setTold(count === 0 ? 'No dead job fits.' : null);
      if (count > 0) {
        ask(wanted, count);
      }
    } catch (error) {
      setTold(wordsOf(error));
    }
  }

  const ask = (wanted: BulkFilter, count: number): void =>
    open({
      title: `Replay ${counted(count, 'dead job')}?`,
      body: <p>Each is submitted again once, however often this is pressed. They meet today’s quotas and budget.</p>,
      yes: `Replay ${count}`,
      run: async () => {
        setTold(await replayAll(wanted, count));
        onReplayed();
      },
    });

  return (
    <section class="form-row">
      <button type="button" onClick={() => void preview(filter)}>
        Preview a replay
      </button>
      {told !== null && <span role="status">{told}</span>}
      {dialog}
    </section>
  );
}

/** Page by page until none is left, or none of a page was taken. */
async function replayAll(filter: BulkFilter, count: number): Promise<string> {
  const totals = new Map<string, number>();
  for (let done = 0; done < count; ) {
    const answer = await operators.replayJobs({ body: { filter, limit: AT_ONCE } });
    const outcomes = 'outcomes' in answer ? answer.outcomes : [];
    for (const { outcome } of outcomes) {
      totals.set(outcome, (totals.get(outcome) ?? 0) + 1);
    }
    done += outcomes.length;
    if (outcomes.every(({ outcome }) => outcome === 'refused')) {
      break;
    }
  }
  const words = [...totals].map(([outcome, number]) => `${number} ${outcome}`).join(', ');
  return words === '' ? 'None was left to replay.' : `Replayed: ${words}.`;
}
