import { useState } from 'preact/hooks';
import { operators, type Region } from '../api/api.ts';
import { Confirm, type Question } from '../parts/confirm.tsx';
import { seconds } from '../parts/words.ts';

type Change = Parameters<typeof operators.controlRegion>[0]['body'];

function meanLatency({ endpoints }: Region): number | null {
  const known = endpoints.flatMap(({ latency_ms }) => (latency_ms === null ? [] : [latency_ms]));
  return known.length === 0 ? null : known.reduce((sum, ms) => sum + ms, 0) / known.length;
}

/** One row per region: what is there, what waits, and its levers, each behind a question. */
export function RegionBoard({ regions }: { readonly regions: readonly Region[] }) {
  const [question, setQuestion] = useState<Question | null>(null);

  const ask = (region: string, verb: string, body: Change, effect: string): void =>
    setQuestion({
      title: `${verb} ${region}?`,
      body: <p>{effect}</p>,
      yes: verb,
      run: async () => void (await operators.controlRegion({ params: { region }, body })),
    });

  return (
    <section>
      <h2>Regions</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard. */}
      <div class="scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Region</th>
              <th scope="col">Health</th>
              <th scope="col">API</th>
              <th scope="col">Workers</th>
              <th scope="col">In flight</th>
              <th scope="col">Waiting</th>
              <th scope="col">Oldest</th>
              <th scope="col">Model latency</th>
              <th scope="col">Levers</th>
            </tr>
          </thead>
          <tbody>
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
                <td>{one.queue?.oldest_age_s == null ? '–' : `${Math.round(one.queue.oldest_age_s)} s`}</td>
                <td>{seconds(meanLatency(one))}</td>
                <td class="levers">
                  {one.paused ? (
                    <button
                      type="button"
                      onClick={() => ask(one.region, 'Resume', { paused: false }, 'Its queue delivers again.')}
                    >
                      Resume
                    </button>
                  ) : (
                    <button
                      type="button"
                      onClick={() =>
                        ask(one.region, 'Pause', { paused: true }, 'Its queue delivers nothing; new jobs go elsewhere.')
                      }
                    >
                      Pause
                    </button>
                  )}
                  {one.drained ? (
                    <button
                      type="button"
                      onClick={() => ask(one.region, 'Take back', { drained: false }, 'It gets new jobs again.')}
                    >
                      Take back
                    </button>
                  ) : (
                    <button
                      type="button"
                      onClick={() =>
                        ask(one.region, 'Drain', { drained: true }, 'It gets no new jobs, and what waits moves on.')
                      }
                    >
                      Drain
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {question !== null && <Confirm question={question} onClose={() => setQuestion(null)} />}
    </section>
  );
}
