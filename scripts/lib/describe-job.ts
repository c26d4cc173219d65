import type { Job } from '@sets/contract';

interface PrintedSet {
  readonly reps: number | string | null;
  readonly weight_lbs: number | null;
  readonly duration_seconds: number | null;
  readonly distance_miles: number | null;
  readonly rest_seconds: number | null;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

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

export function describeJob(job: Job): string[] {
  if (job.error !== null) {
    return [`${job.status}: ${job.error.code} — ${job.error.message}`];
  }
  const workout = job.result as { title?: string | null; exercises?: { name: string; sets: PrintedSet[] }[] } | null;
  const lines = [
    `${workout?.title ?? 'Untitled'}  (${job.source.platform} ${job.source.kind} by ${job.source.author ?? 'unknown'})`,
  ];
  for (const exercise of workout?.exercises ?? []) {
    lines.push(`  • ${exercise.name}: ${describeSets(exercise.sets)}`);
  }
  for (const warning of job.warnings) {
    lines.push(`  ! ${warning.message}`);
  }
  return lines;
}

export function describeTimings(job: Job): string {
  const parts = Object.entries(job.timings_ms).map(([step, ms]) => `${step} ${seconds(ms)}`);
  const usage =
    job.usage === null
      ? ''
      : `  model ${job.usage.model ?? '—'} in ${job.usage.region ?? '—'}, ${job.usage.model_calls} call(s), ${job.usage.input_tokens}+${job.usage.output_tokens} tokens`;
  return `${parts.join(' · ')}${usage}`;
}
