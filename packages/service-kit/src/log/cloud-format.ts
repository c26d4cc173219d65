import { rememberNames } from './field-names.ts';
import type { LogFields, LogLevel } from './levels.ts';
import type { LogContext } from './log-context.ts';
import { stackOf } from './printable.ts';
import { quoted, SafeJson } from './safe-json.ts';

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

/** What only we may say of a line. */
const OURS = new Set([
  ...['severity', 'time', 'message', 'service', 'region', 'version', 'stack_trace'],
  ...['trace', 'spanId', 'trace_sampled', 'labels'].map((name) => `logging.googleapis.com/${name}`),
]);
const isOurs = (name: string): boolean => OURS.has(name);

/** Labels are what Cloud Logging filters by; they hold strings only. */
function labels({ request_id, job_id }: LogContext): string {
  if (request_id === undefined && job_id === undefined) {
    return '';
  }
  const request = request_id === undefined ? '' : `,"request_id":${quoted(request_id)}`;
  const job = job_id === undefined ? '' : `,"job_id":${quoted(job_id)}`;
  return `,"logging.googleapis.com/labels":{${(request + job).slice(1)}}`;
}

/** Lines of one millisecond share its text. */
function timeText(): (time: Date) => string {
  let known = { ms: Number.NaN, text: '' };
  return (time) => {
    const ms = time.getTime();
    if (ms !== known.ms) {
      known = { ms, text: time.toISOString() };
    }
    return known.text;
  };
}

export type FormatEntry = (entry: LogEntry) => string;

/**
 * Makes lines of JSON as Cloud Logging's agents read them: special fields by their documented names, the rest as payload.
 * Source: cloud.google.com/logging/docs/structured-logging, "Special JSON fields".
 */
export function createCloudFormat({ service, region, version, projectId }: LogSource): FormatEntry {
  const safe = new SafeJson(rememberNames());
  const textOf = timeText();
  const source = safe.members({ service, region, version });
  const traceName = projectId === undefined ? '' : `projects/${projectId}/traces/`;

  function traceMembers({ trace }: LogContext): string {
    if (trace === undefined) {
      return '';
    }
    const { traceId, spanId, sampled } = trace;
    const name = quoted(`${traceName}${traceId}`);
    return `,"logging.googleapis.com/trace":${name},"logging.googleapis.com/spanId":"${spanId}","logging.googleapis.com/trace_sampled":${sampled}`;
  }

  return ({ level, message, fields, context, time }) => {
    const { error } = fields;
    const own = safe.members(context, [], (name) => name === 'trace' || isOurs(name) || Object.hasOwn(fields, name));
    const said = safe.members(fields, [], isOurs);
    const stack = error instanceof Error ? `,"stack_trace":${JSON.stringify(stackOf(error))}` : '';
    const head = `{"severity":"${SEVERITY[level]}","time":"${textOf(time)}","message":${quoted(message)}`;
    return `${head}${own}${said}${source}${stack}${traceMembers(context)}${labels(context)}}`;
  };
}
