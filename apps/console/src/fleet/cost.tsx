import { type Overview, operators } from '../api/api.ts';
import { Table } from '../parts/table.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { dollars } from '../parts/words.ts';

/** Today's money: of all, and by whoever spent most. */
export function Cost({ budget }: Pick<Overview, 'budget'>) {
  const { value, problem } = useLoaded('usage', (signal) => operators.getOpsUsage({ query: { limit: 10 }, signal }));
  return (
    <section data-at="cost">
      <h2>Cost today</h2>
      {budget !== null && (
        <p>
          <strong class={budget.used_up ? 'problem' : ''}>{dollars(budget.spent_usd)}</strong>{' '}
          {budget.budget_usd === null ? 'spent, without bound' : `of ${dollars(budget.budget_usd)} spent`}
          {budget.used_up ? ': used up until midnight UTC' : ''}
        </p>
      )}
      {problem !== null && <p class="problem">{problem}</p>}
      {value !== null && value.payers.length > 0 && (
        <Table columns={['Payer', 'Spent', 'Jobs', 'Live', 'Hits']}>
          {value.payers.map((one) => (
            <tr key={one.payer}>
              <th scope="row">{one.payer}</th>
              <td>{dollars(one.spent_usd)}</td>
              <td>{one.jobs}</td>
              <td>{one.live_jobs}</td>
              <td>{one.hits}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
