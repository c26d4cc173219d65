import { useState } from 'preact/hooks';
import type { Job } from '../api/api.ts';
import { dollars, seconds } from '../parts/words.ts';
import { curlOf } from './curl-of.ts';
import { Feedback } from './feedback.tsx';
import type { Trial } from './use-job.ts';
import { whatToDo } from './what-to-do.ts';
import { isWorkout, WorkoutCard } from './workout-card.tsx';

/** What came of a submit: problem, preview or result. */
export function TrialView({ trial: { job, problem, submitted } }: { readonly trial: Trial }) {
  if (problem !== null) {
    return <ProblemBox title={problem.message} code={problem.code} isRetryable={problem.retryable} />;
  }
  if (job === null) {
    return <section class="hint">The result appears here.</section>;
  }
  if (job.error !== null && job.done) {
    return <ProblemBox title={job.error.message} code={job.error.code} isRetryable={job.error.retryable} job={job} />;
  }
  return <ResultView key={job.id} job={job} submitted={submitted} />;
}

interface ProblemBoxProps {
  readonly title: string;
  readonly code: string;
  readonly isRetryable: boolean;
  readonly job?: Job;
}

function ProblemBox({ title, code, isRetryable, job }: ProblemBoxProps) {
  return (
    <section class="problem" role="alert">
      <h2>{title}</h2>
      <p>{whatToDo(code, isRetryable)}</p>
      <p class="hint">
        <a href={`/problems/${code}`}>{code}</a>
        {job === undefined ? '' : ` · job ${job.id}`}
      </p>
      {job !== undefined && <Feedback key={job.id} jobId={job.id} />}
    </section>
  );
}

function ResultView({ job, submitted }: { readonly job: Job; readonly submitted: string }) {
  const [shown, setShown] = useState<'card' | 'json'>('card');
  const [copied, setCopied] = useState<'no' | 'yes' | 'shown'>('no');
  const result: unknown = job.result ?? job.preview;

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(curlOf(submitted, job));
      setCopied('yes');
    } catch {
      // No clipboard without https, or without leave: it is shown to be copied by hand.
      setCopied('shown');
    }
  }

  return (
    <section aria-label="Result" aria-live="polite">
      <div class="form-row">
        <h2>{job.result === null ? (job.preview === null ? 'Reading…' : 'Preview') : 'Result'}</h2>
        <fieldset class="segmented" aria-label="Show as">
          {(['card', 'json'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={shown === one} onClick={() => setShown(one)}>
              {one === 'card' ? 'Card' : 'JSON'}
            </button>
          ))}
        </fieldset>
        <button type="button" onClick={() => void copy()}>
          {copied === 'yes' ? 'Copied' : 'Copy as curl'}
        </button>
      </div>
      {copied === 'shown' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard.
        <pre tabIndex={0}>{curlOf(submitted, job)}</pre>
      )}
      {shown === 'json' ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard.
        <pre tabIndex={0}>{JSON.stringify(job, null, 2)}</pre>
      ) : (
        isWorkout(result) && <WorkoutCard workout={result} />
      )}
      {job.done && <Facts job={job} />}
      {job.done && <Feedback key={job.id} jobId={job.id} />}
    </section>
  );
}

function Facts({ job }: { readonly job: Job }) {
  const { timings_ms: timings, usage, served_from: from, warnings } = job;
  return (
    <>
      <dl class="facts">
        <dt>Answered from</dt>
        <dd>{from}</dd>
        {Object.entries(timings).map(([step, ms]) => (
          <>
            <dt>{step.replaceAll('_', ' ')}</dt>
            <dd>{seconds(ms)}</dd>
          </>
        ))}
        {usage !== null && (
          <>
            <dt>Model</dt>
            <dd>
              {usage.model} at {usage.region}
            </dd>
            <dt>Cost</dt>
            <dd>{dollars(usage.cost_usd)}</dd>
          </>
        )}
      </dl>
      {warnings.map((warning) => (
        <p key={JSON.stringify(warning)} class="hint">
          {'message' in warning ? String(warning.message) : JSON.stringify(warning)}
        </p>
      ))}
    </>
  );
}
