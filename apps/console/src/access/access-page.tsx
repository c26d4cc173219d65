import { operators } from '../api/api.ts';
import { Part } from '../parts/part.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { percent } from '../parts/words.ts';
import { KeyTable } from './key-table.tsx';

/** Who may call: keys, and whether App Check may be asked for. */
export function AccessPage() {
  return (
    <>
      <h1>Access</h1>
      <Part name="API keys">
        <KeyTable />
      </Part>
      <Part name="App Check">
        <AppCheck />
      </Part>
    </>
  );
}

function AppCheck() {
  const { value, problem } = useLoaded('app-check', (signal) => operators.getAppCheck({ signal }));
  return (
    <section>
      <h2>App Check</h2>
      {problem !== null && <p class="problem">{problem}</p>}
      {value !== null && (
        <>
          <p>
            <span class={`dot ${value.safe_to_enforce ? 'ok' : 'degraded'}`} aria-hidden="true" /> Mode{' '}
            <strong>{value.mode}</strong>; {percent(value.verified_share)} verified:{' '}
            {value.safe_to_enforce ? 'enforcing is safe.' : 'enforcing would refuse callers who are let in now.'}
          </p>
          <ul class="lines">
            {value.obstacles.map((obstacle) => (
              <li key={obstacle}>{obstacle}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
