import { operators, type Region } from '../api/api.ts';
import { useQuestion } from '../parts/confirm.tsx';
import { Table } from '../parts/table.tsx';
import { isTold, seconds } from '../parts/words.ts';

interface RegionLever {
  readonly verb: string;
  readonly change: Parameters<typeof operators.controlRegion>[0]['body'];
  readonly effect: string;
}

/** What may be done to a region as it is. */
const leversOf = ({ paused, drained }: Region): readonly RegionLever[] => [
  paused
    ? { verb: 'Resume', change: { paused: false }, effect: 'Its queue delivers again.' }
    : { verb: 'Pause', change: { paused: true }, effect: 'Its queue delivers nothing; new jobs go elsewhere.' },
  drained
    ? { verb: 'Take back', change: { drained: false }, effect: 'It gets new jobs again.' }
    : { verb: 'Drain', change: { drained: true }, effect: 'It gets no new jobs, and what waits moves on.' },
];

function meanLatency({ endpoints }: Region): number | null {
  const known = endpoints.flatMap(({ latency_ms }) => (isTold(latency_ms) ? [latency_ms] : []));
  return known.length === 0 ? null : known.reduce((sum, ms) => sum + ms, 0) / known.length;
}

/** One row per region: what is there, what waits, and its levers, each behind a question. */
export function RegionBoard({ regions }: { readonly regions: readonly Region[] }) {
  const { ask, dialog } = useQuestion();

  const askTo = (region: string, { verb, change, effect }: RegionLever): void =>
    ask({
      title: `${verb} ${region}?`,
      body: <p>{effect}</p>,
      yes: verb,
      run: async () => void (await operators.controlRegion({ params: { region }, body: change })),
    });

  return (
    <section>
      <h2>Regions</h2>
      <Table
        columns={['Region', 'Health', 'API', 'Workers', 'In flight', 'Waiting', 'Oldest', 'Model latency', 'Levers']}
      >
        {regions.map((one) => (
          <tr key={one.region}>
            <th scope="row">{one.region}</th>
            <td>
              <span class={`dot ${one.status}`} aria-hidden="true" /> {one.status}
              {one.drained ? ', drained' : ''}
            </td>
            <td>{one.instances.api}</td>
            <td>{one.instances.worker}</td>
            <td>
              {one.active_jobs} of {one.capacity}
            </td>
            <td>
              {one.queue?.depth ?? '–'}
              {one.paused ? ' (paused)' : ''}
            </td>
            <td>{isTold(one.queue?.oldest_age_s) ? `${Math.round(one.queue.oldest_age_s)} s` : '–'}</td>
            <td>{seconds(meanLatency(one))}</td>
            <td class="levers">
              {leversOf(one).map((lever) => (
                <button key={lever.verb} type="button" onClick={() => askTo(one.region, lever)}>
                  {lever.verb}
                </button>
              ))}
            </td>
          </tr>
        ))}
      </Table>
      {dialog}
    </section>
  );
}
