import type { WriteLogEntry } from '@sets/firestore-emulator';
import { isEnded, type JobHistory, jobHistories } from './job-history.ts';

/** Something that the write log should not hold, in a sentence. */
export type Finding = string;

/** The key's 256 bits, and what tells its values apart. */
const VALUE_ID = /^r_([A-Za-z0-9_-]{43})/;

/**
 * Accepted and not ended, or not even stored; and whatever was stored without an answer and did not end either. An id
 * names a job, a membership of one (`m_`), or a stored value by its key (`r_`).
 */
export function findLost(log: readonly WriteLogEntry[], accepted: Iterable<string>): Finding[] {
  const histories = jobHistories(log);
  const jobOfMember = new Map(log.map(({ path, fields }) => [path, fields?.job_id as string | undefined]));
  const results = new Set(log.filter(({ fields }) => fields?.value !== undefined).map(({ path }) => path));
  const isStored = (id: string): boolean => {
    const key = VALUE_ID.exec(id)?.[1];
    if (key !== undefined) {
      return results.has(`results/${Buffer.from(key, 'base64url').toString('hex')}`);
    }
    // By chance a job's own id may begin as a membership's does.
    return histories.has(id) || histories.has(jobOfMember.get(`members/${id}`) ?? '');
  };
  const unknown = [...accepted].filter((id) => !isStored(id)).map((id) => `${id} was accepted and never stored`);
  const open = [...histories.values()].filter(({ states }) => !states.some(isEnded));
  return [...unknown, ...open.map(({ id, states }) => `${id} is still ${states.at(-1)?.status}`)];
}

/** Any write to a job after its end: a second ending, or a late owner that was not fenced off. */
export function findSecondEndings(histories: ReadonlyMap<string, JobHistory>): Finding[] {
  return [...histories.values()].flatMap(({ id, states }) => {
    const end = states.findIndex(isEnded);
    return end === -1 ? [] : states.slice(end + 1).map(({ status }) => `${id} was written after its end: ${status}`);
  });
}

interface StoredValue {
  readonly kind: string;
  readonly job_id: string;
}

/** A value that one job wrote more than once, or a result that replaced another: the traffic asks for no refresh. */
export function findRewrittenResults(log: readonly WriteLogEntry[]): Finding[] {
  const findings: Finding[] = [];
  const stored = new Map<string, { readonly value: StoredValue; readonly text: string }>();
  const writers = new Set<string>();
  for (const { path, fields, kind } of log) {
    if (!path.startsWith('results/')) {
      continue;
    }
    const value = fields?.value as StoredValue | undefined;
    const before = stored.get(path);
    if (value === undefined) {
      if (before?.value.kind === 'ready') {
        findings.push(`${path} lost its result`);
      }
      stored.delete(path);
      continue;
    }
    const text = JSON.stringify(value);
    if (text === before?.text && kind !== 'unchanged') {
      continue;
    }
    if (writers.has(value.job_id)) {
      findings.push(`${path} was written twice by ${value.job_id}`);
    } else if (before?.value.kind === 'ready') {
      findings.push(`${path} was done again by ${value.job_id}`);
    }
    writers.add(value.job_id);
    stored.set(path, { value, text });
  }
  return findings;
}

/** A claim while another's lease was live by the server's own times. */
export function findClaimsUnderLease(histories: ReadonlyMap<string, JobHistory>, leaseMs: number): Finding[] {
  return [...histories.values()].flatMap(({ id, states }) =>
    states.flatMap((state, index) => {
      const before = states[index - 1];
      if (before?.lease == null || before.status !== 'running' || state.status !== 'running') {
        return [];
      }
      const isClaim = state.lease?.nonce !== before.lease.nonce;
      return isClaim && state.at - before.lease.renewedAt < leaseMs ? [`${id} was claimed under a live lease`] : [];
    }),
  );
}
