const RESET = '\u001b[0m';
const DIM = '\u001b[2m';
const SEVERITY_COLOURS: Readonly<Record<string, string>> = {
  DEBUG: DIM,
  INFO: '\u001b[32m',
  WARNING: '\u001b[33m',
  ERROR: '\u001b[31m',
  CRITICAL: '\u001b[31m',
};
const SERVICE_COLOURS = ['\u001b[36m', '\u001b[35m', '\u001b[34m', '\u001b[96m', '\u001b[95m', '\u001b[94m'];
const HIDDEN = new Set([
  'severity',
  'message',
  'timestamp',
  'time',
  'service',
  'region',
  'version',
  'stack_trace',
  'httpRequest',
  'labels',
]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const printable = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).replace(CONTROL, '\u{fffd}');

const hash = (text: string): number =>
  [...text].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0, 7);

/** One structured log line as a line for a person: time, severity, service@region, message, fields. */
export function formatLogLine(service: string, line: string, colour: boolean): string {
  const paint = (code: string | undefined, text: string): string =>
    colour && code !== undefined ? `${code}${text}${RESET}` : text;
  const name = (label: string): string =>
    paint(SERVICE_COLOURS[hash(service) % SERVICE_COLOURS.length], label.padEnd(24));
  let entry: Record<string, unknown>;
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null) {
      throw new TypeError('not an object');
    }
    entry = parsed as Record<string, unknown>;
  } catch {
    return `${name(service)} ${printable(line)}`;
  }
  const time = printable(entry.timestamp ?? entry.time ?? '').slice(11, 23);
  const severity = printable(entry.severity ?? 'DEFAULT');
  const region = entry.region === undefined ? '' : `@${printable(entry.region)}`;
  const fields = Object.entries(entry)
    .filter(([key]) => !HIDDEN.has(key) && !key.startsWith('logging.googleapis.com/'))
    .map(([key, value]) => `${key}=${printable(value)}`)
    .join(' ');
  const stack =
    typeof entry.stack_trace === 'string'
      ? `\n${entry.stack_trace
          .split('\n')
          .map((part) => `    ${printable(part)}`)
          .join('\n')}`
      : '';
  return `${paint(DIM, time)} ${paint(SEVERITY_COLOURS[severity], severity.padEnd(7))} ${name(service + region)} ${printable(entry.message ?? '')} ${paint(DIM, fields)}${stack}`.trimEnd();
}
