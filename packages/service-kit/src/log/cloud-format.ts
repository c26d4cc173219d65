import type { LogFields, LogLevel } from './levels.ts';
import type { LogContext } from './log-context.ts';
import { printable, sanitise, stackOf } from './sanitise.ts';

export interface LogSource {
  readonly service: string;
  readonly region: string;
  readonly version: string;
  /** Turns trace ids into links to Cloud Trace. */
  readonly projectId?: string;
}

export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
  readonly context: LogContext;
  readonly time: Date;
}

const SEVERITY: Readonly<Record<LogLevel, string>> = { debug: 'DEBUG', info: 'INFO', warn: 'WARNING', error: 'ERROR' };

function traceFields({ trace }: LogContext, projectId: string | undefined): Record<string, unknown> {
  if (trace === undefined) {
    return {};
  }
  return {
    'logging.googleapis.com/trace':
      projectId === undefined ? trace.traceId : `projects/${projectId}/traces/${trace.traceId}`,
    'logging.googleapis.com/spanId': trace.spanId,
    'logging.googleapis.com/trace_sampled': trace.sampled,
  };
}

/** Labels are what Cloud Logging filters by; they hold strings only. */
function labelsOf({ request_id, job_id }: LogContext): Record<string, string> {
  return {
    ...(request_id === undefined ? {} : { request_id: printable(request_id) }),
    ...(job_id === undefined ? {} : { job_id: printable(job_id) }),
  };
}

/**
 * One line as Cloud Logging's agents read it: special fields by their documented names, the rest as payload.
 * Source: cloud.google.com/logging/docs/structured-logging, "Special JSON fields".
 */
export function formatCloudEntry({ level, message, fields, context, time }: LogEntry, source: LogSource) {
  const { trace: _trace, ...contextFields } = context;
  const { error } = fields;
  const labels = labelsOf(context);
  return {
    ...sanitise({ ...contextFields, ...fields }),
    severity: SEVERITY[level],
    time: time.toISOString(),
    message: printable(message),
    service: source.service,
    region: source.region,
    version: source.version,
    ...(error instanceof Error ? { stack_trace: stackOf(error) } : {}),
    ...traceFields(context, source.projectId),
    ...(Object.keys(labels).length === 0 ? {} : { 'logging.googleapis.com/labels': labels }),
  };
}
