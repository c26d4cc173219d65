import { ProblemError } from '@sets/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { callers, type Job, wordsOf } from '../api/api.ts';
import { nowMs } from '../parts/words.ts';

/** When this page saw a stage for the first time, in milliseconds after the submit. */
export interface SeenStage {
  readonly stage: string;
  readonly atMs: number;
}

/** A failure in words, and what sort it is. */
export type TrialProblem = Pick<ProblemError, 'code' | 'message' | 'retryable'>;

export interface Trial {
  /** What was sent, whatever has been typed since. */
  readonly submitted: string;
  readonly job: Job | null;
  readonly stages: readonly SeenStage[];
  readonly problem: TrialProblem | null;
  readonly isRunning: boolean;
}

const EMPTY: Trial = { submitted: '', job: null, stages: [], problem: null, isRunning: false };

const stageOf = ({ status, stage }: Job): string => (status === 'running' ? (stage ?? 'running') : status);

const problemOf = (error: unknown): TrialProblem =>
  error instanceof ProblemError ? error : { code: 'internal', message: wordsOf(error), retryable: true };

/** One submit, followed to its end, or until the page is left: the job goes on. A second one leaves the first alone. */
export function useJob() {
  const [trial, setTrial] = useState<Trial>(EMPTY);
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);

  async function submit(url: string, language: string): Promise<void> {
    current.current?.abort();
    const left = new AbortController();
    current.current = left;
    const startedAt = nowMs();
    setTrial({ ...EMPTY, submitted: url, isRunning: true });
    const see = (job: Job): void =>
      setTrial((before) => {
        const stage = stageOf(job);
        const isNew = before.stages.at(-1)?.stage !== stage;
        const stages = isNew ? [...before.stages, { stage, atMs: nowMs() - startedAt }] : before.stages;
        return { ...before, job, stages };
      });
    try {
      const job = await callers.submit({ url, ...(language === '' ? {} : { language }) }, { signal: left.signal });
      await callers.wait(job, { signal: left.signal, onChange: see });
    } catch (error) {
      if (!left.signal.aborted) {
        setTrial((before) => ({ ...before, problem: problemOf(error) }));
      }
    } finally {
      if (!left.signal.aborted) {
        setTrial((before) => ({ ...before, isRunning: false }));
      }
    }
  }
  return { trial, submit };
}
