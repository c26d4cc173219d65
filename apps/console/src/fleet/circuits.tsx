import type { Region } from '../api/api.ts';
import { Table } from '../parts/table.tsx';
import { rounded, seconds } from '../parts/words.ts';

/** Each model at each location, as each region's pools see it. */
export function Circuits({ regions }: { readonly regions: readonly Region[] }) {
  const seen = regions.flatMap(({ region, endpoints }) => endpoints.map((endpoint) => ({ region, ...endpoint })));
  const rows = [...Map.groupBy(seen, ({ model, location }) => `${model ?? '–'} at ${location ?? '–'}`)];
  if (rows.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>Circuits</h2>
      <Table columns={['Model and location', ...regions.map(({ region }) => region)]}>
        {rows.map(([name, views]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {regions.map(({ region }) => {
              const view = views.find((one) => one.region === region);
              return (
                <td key={region}>
                  {view === undefined ? (
                    '–'
                  ) : (
                    <>
                      <span class={`dot ${view.circuit}`} aria-hidden="true" /> {view.circuit.replace('_', ' ')},{' '}
                      {view.in_flight} of {rounded(view.concurrency_limit)}, {seconds(view.latency_ms)}
                    </>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </Table>
    </section>
  );
}
