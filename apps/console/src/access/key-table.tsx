import { useState } from 'preact/hooks';
import { operators, wordsOf } from '../api/api.ts';
import { useQuestion } from '../parts/confirm.tsx';
import { Table } from '../parts/table.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { dayTime } from '../parts/words.ts';

/** Keys are shown once, when they are made, and kept nowhere. */
export function KeyTable() {
  const { value, problem, reload } = useLoaded('keys', (signal) => operators.listKeys({ signal }));
  const { ask, dialog } = useQuestion();
  const [made, setMade] = useState<string | null>(null);

  const askToRevoke = (id: string, caller: string): void =>
    ask({
      title: `Revoke a key of ${caller}?`,
      body: <p>Whoever shows it is refused everywhere within half a minute.</p>,
      yes: 'Revoke it',
      isDangerous: true,
      run: async () => {
        await operators.revokeKey({ params: { id } });
        reload();
      },
    });

  return (
    <section>
      <h2>API keys</h2>
      <NewKey
        onMade={(key) => {
          setMade(key);
          reload();
        }}
      />
      {made !== null && (
        <p role="status">
          Shown this once: <code>{made}</code>{' '}
          <button type="button" onClick={() => setMade(null)}>
            Hide it
          </button>
        </p>
      )}
      {problem !== null && <p class="problem">{problem}</p>}
      {value !== null && value.keys.length === 0 && <p>There are none yet.</p>}
      {value !== null && value.keys.length > 0 && (
        <Table columns={['Caller', 'Key', 'May', 'Last used', 'State']}>
          {value.keys.map((key) => (
            <tr key={key.id}>
              <th scope="row">{key.caller}</th>
              <td>
                {key.id} {key.label ?? ''}
              </td>
              <td>{key.scopes.join(', ')}</td>
              <td>{key.last_used_at === null ? 'never' : dayTime(key.last_used_at)}</td>
              <td>
                {key.live ? (
                  <button type="button" onClick={() => askToRevoke(key.id, key.caller)}>
                    Revoke…
                  </button>
                ) : (
                  'ended'
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {dialog}
    </section>
  );
}

function NewKey({ onMade }: { readonly onMade: (key: string) => void }) {
  const [caller, setCaller] = useState('');
  const [scope, setScope] = useState<'submit' | 'operate'>('submit');
  const [problem, setProblem] = useState<string | null>(null);
  // A second press would make a second key, and hide the first for ever.
  const [isMaking, setMaking] = useState(false);

  async function onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    if (isMaking) {
      return;
    }
    setMaking(true);
    try {
      onMade((await operators.createKey({ body: { caller: caller.trim(), scopes: [scope] } })).api_key);
      setProblem(null);
      setCaller('');
    } catch (error) {
      setProblem(wordsOf(error));
    } finally {
      setMaking(false);
    }
  }

  return (
    <form class="form-row" onSubmit={(event) => void onSubmit(event)}>
      <input
        aria-label="Caller"
        placeholder="caller, e.g. mobile-backend"
        required
        value={caller}
        onInput={(event) => setCaller(event.currentTarget.value)}
      />
      <select
        aria-label="What it may do"
        value={scope}
        onChange={(event) => setScope(event.currentTarget.value as typeof scope)}
      >
        <option value="submit">submit</option>
        <option value="operate">operate</option>
      </select>
      <button type="submit" disabled={isMaking}>
        {isMaking ? 'Making…' : 'Make a key'}
      </button>
      {problem !== null && (
        <span class="problem" role="alert">
          {problem}
        </span>
      )}
    </form>
  );
}
