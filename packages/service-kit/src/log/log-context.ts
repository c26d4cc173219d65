import { AsyncLocalStorage } from 'node:async_hooks';
import type { TraceContext } from '../trace.ts';

/** What every log line written inside carries. */
export interface LogContext {
  readonly request_id?: string;
  readonly job_id?: string;
  readonly trace?: TraceContext;
  readonly [field: string]: unknown;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `work` so that each log line written during it, however deep, carries `context` on top of the outer one. */
export const withLogContext = <T>(context: LogContext, work: () => T): T =>
  storage.run({ ...storage.getStore(), ...context }, work);

/** Runs later work as if from here, whoever calls it: queues and pools call from the context of others. */
export const keepLogContext = (): (<T>(work: () => T) => T) => AsyncLocalStorage.snapshot();

export const currentLogContext = (): LogContext => storage.getStore() ?? {};
