import type { Fault, Lever } from '../api/api.ts';
import { clockTime, isTold, span } from '../parts/words.ts';
import { hrefOf } from '../shell/route.ts';

export type ControlLever = Extract<Lever, { kind: 'control_region' }>;

interface FaultRowProps {
  readonly fault: Fault;
  readonly at: string;
  readonly onControl: (lever: ControlLever) => void;
}

const TARGETS = {
  fleet: hrefOf('fleet'),
  jobs: hrefOf('jobs', { dead: 'true' }),
  cost: hrefOf('fleet', { at: 'cost' }),
  upstreams: hrefOf('fleet', { at: 'upstreams' }),
} as const;

const WEIGHT = { critical: 'Critical', warning: 'Warning', notice: 'Notice' } as const;

/** Thing, place, since when: effect. And the one lever. */
export function FaultRow({ fault, at, onControl }: FaultRowProps) {
  const { severity, thing, place, since, effect, lever } = fault;
  return (
    <li class={`fault ${severity}`}>
      <span class="weight">{WEIGHT[severity]}</span>
      <p>
        <strong>
          {thing}
          {isTold(place) ? ` in ${place}` : ''}
        </strong>{' '}
        <span class="since">
          since <time dateTime={since}>{clockTime(since)}</time> ({span(Date.parse(at) - Date.parse(since))})
        </span>
        <span class="effect">: {effect}</span>
      </p>
      {lever.kind === 'look' ? (
        <a class="button" href={TARGETS[lever.at]}>
          {lever.label}
        </a>
      ) : (
        <button type="button" onClick={() => onControl(lever)}>
          {lever.label}
        </button>
      )}
    </li>
  );
}
