import { seconds } from '../parts/words.ts';

/** Steps by how long they took; they overlap, so that bars say more than a sum. */
export function Steps({ timings }: { readonly timings: Readonly<Record<string, number>> }) {
  const steps = Object.entries(timings);
  const longest = Math.max(1, ...steps.map(([, ms]) => ms));
  return (
    <ul class="steps">
      {steps.map(([step, ms]) => (
        <li key={step}>
          <span>{step.replaceAll('_', ' ')}</span>
          <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect class="kept" width={(ms / longest) * 100} height="6" />
          </svg>
          <span>{seconds(ms)}</span>
        </li>
      ))}
    </ul>
  );
}
