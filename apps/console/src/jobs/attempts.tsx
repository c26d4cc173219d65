import type { OpsAttempt } from '../api/api.ts';
import { clockTime, dollars, isTold, seconds } from '../parts/words.ts';
import { Steps } from './steps.tsx';

/** How an attempt ended, and who paid for it. */
const ENDS: Readonly<Record<NonNullable<OpsAttempt['end']>, string>> = {
  succeeded: 'ended the job with its result',
  failed: 'ended the job',
  canceled: 'was canceled',
  expired: 'ran out of time',
  retried: 'failed and is paid for; tried again',
  waits: 'met an outage; waits, free',
  handed_back: 'was handed back at a shutdown, free',
  lost: 'lost its worker, one death',
  unknown: 'ended',
};

/** One job by attempt: who had it where, from when to when, how that ended, what it cost, and which steps took how long. */
export function Attempts({ attempts }: { readonly attempts: readonly OpsAttempt[] }) {
  const [first] = attempts;
  return (
    <ol class="attempts">
      {first !== undefined && first.claim > 1 && <li class="hint">Claims before {first.claim} were not kept.</li>}
      {attempts.map((one) => (
        <li key={one.claim}>
          <p>
            <strong>Claim {one.claim}</strong> {clockTime(one.began_at)}, {lasted(one)}: {wordsOf(one)}
            {one.code !== null && (
              <>
                {' '}
                (<a href={`/problems/${one.code}`}>{one.code}</a>)
              </>
            )}
            {one.cost_usd === null ? '' : `, ${dollars(one.cost_usd)}`}
          </p>
          <p class="hint">{whereOf(one)}</p>
          <Steps timings={one.timings_ms} />
        </li>
      ))}
    </ol>
  );
}

/** A worker is named after its region. */
const whereOf = ({ region, worker }: OpsAttempt): string =>
  worker?.startsWith(`${region}-`) ? worker : [region, worker].filter((part) => part !== undefined).join(', ');

const wordsOf = ({ end }: OpsAttempt): string => (end === null ? 'runs' : (ENDS[end] ?? end));

const lasted = ({ began_at, ended_at }: OpsAttempt): string =>
  isTold(ended_at) ? seconds(Date.parse(ended_at) - Date.parse(began_at)) : 'until now';
