import type { Overview } from '../api/api.ts';
import { percent, seconds } from '../parts/words.ts';

/** What was promised (PROMISE): a figure, its target, and whether more is better. */
interface Promised {
  readonly name: string;
  readonly value: number | null;
  readonly target: number;
  readonly shown: (value: number | null) => string;
  readonly isBetterAbove: boolean;
}

function promisesOf({ response_ms: response, cache, jobs }: NonNullable<Overview['performance']>): readonly Promised[] {
  return [
    { name: 'Average answer', value: response.average, target: 3_000, shown: seconds, isBetterAbove: false },
    { name: 'p95 answer', value: response.p95, target: 5_000, shown: seconds, isBetterAbove: false },
    { name: 'Known answers', value: cache.hit_rate, target: 0.85, shown: percent, isBetterAbove: true },
    { name: 'Jobs that end well', value: jobs.success_rate, target: 0.99, shown: percent, isBetterAbove: true },
  ];
}

const spaced = (name: string): string => name.replaceAll('_', ' ');

export function Figures({ performance }: Pick<Overview, 'performance'>) {
  if (performance === null) {
    return null;
  }
  const { by_tier: tiers, joined, misses } = performance.cache;
  const answered = [...Object.entries(tiers), ['joined', joined] as const, ['new', misses] as const];
  const clients = Object.entries(performance.clients.by_continent).toSorted(([, a], [, b]) => b - a);
  const requests = clients.reduce((sum, [, count]) => sum + count, 0);
  const total = answered.reduce((sum, [, count]) => sum + count, 0);
  return (
    <section>
      <h2>The last 24 hours, beside the promise</h2>
      <ul class="strip">
        {promisesOf(performance).map((promised) => (
          <Figure key={promised.name} {...promised} />
        ))}
      </ul>
      {total > 0 && (
        <p class="hint tiers">
          Answered from:{' '}
          {answered
            .map(([tier, count]) => `${tier} ${percent(count / total)} (${count.toLocaleString('en')})`)
            .join(' · ')}
        </p>
      )}
      {requests > 0 && (
        <p class="hint tiers">
          Clients from:{' '}
          {clients.map(([continent, count]) => `${spaced(continent)} ${percent(count / requests)}`).join(' · ')}
        </p>
      )}
    </section>
  );
}

function Figure({ name, value, target, shown, isBetterAbove }: Promised) {
  const most = Math.max(target * 1.5, value ?? 0);
  const full = isBetterAbove ? 1 : most;
  const isKept = value === null || (isBetterAbove ? value >= target : value <= target);
  const at = (part: number): number => Math.min(100, (part / full) * 100);
  return (
    <li class="tile figure">
      <span class="figure-name">{name}</span>
      <strong class={isKept ? '' : 'problem'}>{shown(value)}</strong>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width="100" height="4" y="2" />
        <rect class={isKept ? 'kept' : 'missed'} width={at(value ?? 0)} height="4" y="2" />
        <line class="target" x1={at(target)} x2={at(target)} y1="0" y2="8" />
      </svg>
      <span class="tile-figures">
        promised {isBetterAbove ? 'above' : 'below'} {shown(target)}
      </span>
    </li>
  );
}
