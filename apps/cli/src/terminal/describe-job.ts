import type { Job, WorkoutResult } from '@sets/client';
import type { Cell } from './terminal.ts';

type PrintedSet = WorkoutResult['exercises'][number]['sets'][number];

function describeSet(set: PrintedSet): string {
  const parts = [
    set.reps === null ? null : `${set.reps} reps`,
    set.weight_lbs === null ? null : `${set.weight_lbs} lbs`,
    set.duration_seconds === null ? null : `${set.duration_seconds} s`,
    set.distance_miles === null ? null : `${set.distance_miles} mi`,
    set.rest_seconds === null ? null : `rest ${set.rest_seconds} s`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'not stated' : parts.join(', ');
}

/** Equal neighbouring sets on one line: `3 × 12 reps, rest 60 s`. */
function describeSets(sets: readonly PrintedSet[]): string {
  const groups: { text: string; count: number }[] = [];
  for (const text of sets.map(describeSet)) {
    const last = groups.at(-1);
    if (last?.text === text) {
      last.count += 1;
    } else {
      groups.push({ text, count: 1 });
    }
  }
  return groups.map(({ text, count }) => (count === 1 ? text : `${count} × ${text}`)).join('; ');
}

const isWorkout = (result: unknown): result is WorkoutResult =>
  typeof result === 'object' && result !== null && 'exercises' in result;

/** A job that has ended, in lines for a person. */
export function describeJob(job: Job): Cell[][] {
  if (job.error !== null) {
    return [[{ text: `${job.status}: ${job.error.code}`, style: 'red' }, job.error.message]];
  }
  const { result, source, warnings } = job;
  const by = `(${source.platform} ${source.kind} by ${source.author ?? 'unknown'})`;
  const exercises = isWorkout(result) ? result.exercises : [];
  return [
    [
      { text: result?.title ?? 'Untitled', style: 'bold' },
      { text: by, style: 'dim' },
    ],
    ...exercises.map(({ name, sets }): Cell[] => [`• ${name}:`, describeSets(sets)]),
    ...warnings.map(({ message }): Cell[] => [{ text: `! ${message}`, style: 'yellow' }]),
  ];
}

/** Where a live job is: `running ▸ extracting 60 %, preview: Leg day`. */
export function describeState({ status, stage, progress, queue, preview }: Job): string {
  const at = stage === null ? '' : ` ▸ ${stage} ${Math.round(progress * 100)} %`;
  const waits = queue?.ahead == null ? '' : `, ${queue.ahead} ahead`;
  const title = typeof preview?.title === 'string' ? `, preview: ${preview.title}` : '';
  return `${status}${at}${waits}${title}`;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

/** What it took: steps, model, tokens. */
export function describeTimings({ timings_ms: timings, usage }: Job): string {
  const steps = Object.entries(timings).map(([step, ms]) => `${step} ${seconds(ms)}`);
  const model =
    usage === null
      ? []
      : [
          `model ${usage.model ?? '—'} in ${usage.region ?? '—'}, ${usage.model_calls} call(s), ${usage.input_tokens}+${usage.output_tokens} tokens`,
        ];
  return [...steps, ...model].join(' · ');
}
