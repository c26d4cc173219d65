import type { operators } from '../api/api.ts';
import { Table } from '../parts/table.tsx';
import { dayTime } from '../parts/words.ts';

export type Replay = Awaited<ReturnType<typeof operators.getReplay>>;

interface ReplayTableProps {
  readonly replays: readonly Replay[];
  readonly onGoOn: (replay: Replay) => void;
}

/** The latest replays that began, and those which somebody may go on with: who, when, which jobs, how far. */
export function ReplayTable({ replays, onGoOn }: ReplayTableProps) {
  const shown = replays.filter(({ count }) => count > 0);
  if (shown.length === 0) {
    return null;
  }
  return (
    <Table columns={['Replay', 'Counted', 'By', 'Jobs', 'Done', 'Left', '']}>
      {shown.map((replay) => (
        <tr key={replay.id}>
          <th scope="row">{replay.id}</th>
          <td>{dayTime(replay.at)}</td>
          <td>{replay.by}</td>
          <td>{meant(replay)}</td>
          <td>
            {replay.done} of {replay.count}
          </td>
          <td>{replay.left}</td>
          <td>
            {replay.left > 0 && (
              <button type="button" onClick={() => onGoOn(replay)}>
                Go on
              </button>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** Beside the time, which every replay has. */
function meant({ filter: { created_before: _, ...filter } }: Replay): string {
  const words = Object.entries(filter).map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`);
  return words.length === 0 ? 'all dead ones' : words.join(', ');
}
