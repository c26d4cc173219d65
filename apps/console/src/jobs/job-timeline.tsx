import { useState } from 'preact/hooks';
import { type OpsJob, operators, wordsOf } from '../api/api.ts';
import { Link } from '../parts/link.tsx';
import { counted, dayTime, dollars, isTold } from '../parts/words.ts';
import { hrefOf } from '../shell/route.ts';
import { Attempts } from './attempts.tsx';
import { Steps } from './steps.tsx';

interface JobTimelineProps {
  readonly job: OpsJob;
  readonly onChanged: () => void;
}

/** One job as it went: when, which steps took how long, who had it, what it cost, what came before and after. */
export function JobTimeline({ job, onChanged }: JobTimelineProps) {
  const [told, setTold] = useState<string | null>(null);
  const { timings_ms: timings, usage, error, attempts = [] } = job;

  async function replay(): Promise<void> {
    try {
      const { outcome, job_id } = await operators.replayJob({ params: { id: job.id } });
      setTold(`${outcome}${job_id === null ? '' : `: ${job_id}`}`);
      onChanged();
    } catch (problem) {
      setTold(wordsOf(problem));
    }
  }

  return (
    <section class="card" aria-label="One job">
      <h2>
        {job.status} · {job.id}
      </h2>
      {attempts.length === 0 ? <Steps timings={timings} /> : <Attempts attempts={attempts} />}
      <dl class="facts">
        <dt>Post</dt>
        <dd>
          <Link href={job.source.canonical_url}>{job.source.canonical_url}</Link>
        </dd>
        <dt>Made, ended</dt>
        <dd>
          {dayTime(job.created_at)}, {job.finished_at === null ? 'not yet' : dayTime(job.finished_at)}
        </dd>
        <dt>Attempts</dt>
        <dd>
          {job.attempt} (claims {job.epoch}, tasks {job.dispatch_no})
        </dd>
        <dt>Region, worker</dt>
        <dd>
          {job.region}, {job.owner ?? 'nobody has it'}
          {job.wake_at === null ? '' : `; the sweeper looks at ${dayTime(job.wake_at)}`}
        </dd>
        <dt>Caller</dt>
        <dd>{job.caller}</dd>
        {error !== null && (
          <>
            <dt>Problem</dt>
            <dd>
              <a href={`/problems/${error.code}`}>{error.code}</a>: {error.message}
            </dd>
          </>
        )}
        {usage !== null && (
          <>
            <dt>Model</dt>
            <dd>
              {usage.model} at {usage.region}, {counted(usage.model_calls, 'call')}, {usage.input_tokens} tokens in,{' '}
              {usage.output_tokens} out
            </dd>
            <dt>Cost</dt>
            <dd>
              {dollars(job.spent_usd)}, of that models {dollars(usage.cost_usd)}
            </dd>
          </>
        )}
        {isTold(job.request_id) && (
          <>
            <dt>Request</dt>
            <dd>{job.request_id}</dd>
          </>
        )}
        {job.trace !== null && (
          <>
            <dt>Trace</dt>
            <dd>{isTold(job.trace_url) ? <Link href={job.trace_url}>{job.trace}</Link> : job.trace}</dd>
          </>
        )}
        {isTold(job.replayed_in) && (
          <>
            <dt>Replayed in</dt>
            <dd>{job.replayed_in}</dd>
          </>
        )}
        {[
          ['Replays', job.replay_of],
          ['Replayed by', job.replayed_by],
        ].map(([name, id]) =>
          isTold(id) ? (
            <>
              <dt>{name}</dt>
              <dd>
                <a href={hrefOf('jobs', { id })}>{id}</a>
              </dd>
            </>
          ) : null,
        )}
      </dl>
      {job.dead && (
        <button type="button" onClick={() => void replay()}>
          Replay this one
        </button>
      )}
      {told !== null && <span role="status"> {told}</span>}
    </section>
  );
}
