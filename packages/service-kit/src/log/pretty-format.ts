import { styleText } from 'node:util';

const COLOURS = { DEBUG: 'dim', INFO: 'green', WARNING: 'yellow', ERROR: 'red' } as const;
/** Told by position, or of no use to a person at a terminal. */
const HIDDEN = new Set(['severity', 'time', 'message', 'service', 'region', 'version', 'stack_trace', 'httpRequest']);

const isSeverity = (text: string): text is keyof typeof COLOURS => Object.hasOwn(COLOURS, text);
const shown = (value: unknown): string =>
  typeof value === 'string' && !/[\s"=]/.test(value) ? value : JSON.stringify(value);

/** A structured line for a person: time, severity, service@region, message, fields, then the stack. */
export function formatPrettyEntry(entry: Readonly<Record<string, unknown>>): string {
  const severity = String(entry.severity);
  const fields = Object.entries(entry)
    .filter(([key, value]) => value !== undefined && !HIDDEN.has(key) && !key.startsWith('logging.googleapis.com/'))
    .map(([key, value]) => `${key}=${shown(value)}`);
  const line = [
    String(entry.time).slice(11, 23),
    styleText(isSeverity(severity) ? COLOURS[severity] : 'reset', severity.padEnd(7)),
    `${String(entry.service)}@${String(entry.region)}`,
    String(entry.message),
    fields.length === 0 ? '' : styleText('dim', fields.join(' ')),
  ];
  const stack = entry.stack_trace;
  const text = line.filter((part) => part !== '').join(' ');
  return typeof stack === 'string' ? `${text}\n${stack.replace(/^/gm, '    ')}` : text;
}
