import { useState } from 'preact/hooks';
import { operators } from '../api/api.ts';
import { useLoaded } from '../parts/use-loaded.ts';
import { clockTime, seconds } from '../parts/words.ts';

const DOTS = { ok: 'ok', failed: 'down', skipped: 'unknown' } as const;

/** Everything that the service stands on, asked on demand: it calls models, which cost. Credits stand in the scraper's line. */
export function Upstreams() {
  const [isAsked, setAsked] = useState(false);
  return (
    <section data-at="upstreams">
      <h2>Upstreams and credits</h2>
      {isAsked ? (
        <Answers />
      ) : (
        <button type="button" onClick={() => setAsked(true)}>
          Ask each of them once
        </button>
      )}
    </section>
  );
}

function Answers() {
  const { value, problem } = useLoaded('upstreams', (signal) => operators.lookAtUpstreams({ signal }));
  if (problem !== null) {
    return <p class="problem">{problem}</p>;
  }
  if (value === null) {
    return <p>Asking…</p>;
  }
  return (
    <>
      <p class="hint">Asked at {clockTime(value.checked_at)}; at most once a minute.</p>
      {value.attention.map((line) => (
        <p key={line} class="problem">
          {line}
        </p>
      ))}
      <ul class="lines">
        {value.upstreams.map((one) => (
          <li key={`${one.kind} ${one.name}`}>
            <span class={`dot ${DOTS[one.status]}`} aria-hidden="true" />
            <strong>{one.name}</strong> {one.status}, {seconds(one.latency_ms)}: {one.detail}
            {one.breaks === null ? '' : ` Without it: ${one.breaks}`}
          </li>
        ))}
      </ul>
    </>
  );
}
