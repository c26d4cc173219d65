import { styleText } from 'node:util';
import { printable } from './printable.ts';

type Colour = Extract<Parameters<typeof styleText>[0], string>;
/** Puts a colour on a text; `styleText` leaves it out where the terminal or NO_COLOR says so. */
export type Paint = (colour: Colour, text: string) => string;

const SEVERITIES: ReadonlyMap<unknown, Colour> = new Map([
  ['DEBUG', 'dim'],
  ['INFO', 'green'],
  ['WARNING', 'yellow'],
  ['ERROR', 'red'],
]);
const SERVICES: readonly Colour[] = ['cyan', 'magenta', 'blue', 'cyanBright', 'magentaBright', 'blueBright'];
/** Told by position, or of no use to a person at a terminal. */
const HIDDEN = new Set(['severity', 'time', 'message', 'service', 'region', 'version', 'stack_trace', 'httpRequest']);
/** So that the messages of `worker@us-central1` and of its neighbours stand below each other. */
const NAME_WIDTH = 20;

const said = (value: unknown): string =>
  value === undefined ? '' : printable(typeof value === 'string' ? value : JSON.stringify(value));
const field = (value: unknown): string =>
  typeof value === 'string' && !/[\s"=]/.test(value) ? printable(value) : printable(JSON.stringify(value));

/** The same service always has the same colour. */
function serviceColour(name: string): Colour {
  const sum = [...name].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  return SERVICES[sum % SERVICES.length] ?? 'cyan';
}

/**
 * A structured line for a person: time, severity, service@region, message, fields, then the stack. Safe for entries that
 * another process wrote: nothing in them moves the terminal or makes a line of its own.
 */
export function formatPrettyEntry(entry: Readonly<Record<string, unknown>>, paint: Paint = styleText): string {
  const { severity, time, service, region, message, stack_trace: stack } = entry;
  const name = [said(service), said(region)].filter((part) => part !== '').join('@');
  const fields = Object.entries(entry)
    .filter(([key, value]) => value !== undefined && !HIDDEN.has(key) && !key.startsWith('logging.googleapis.com/'))
    .map(([key, value]) => `${printable(key)}=${field(value)}`);
  const line = [
    said(time).slice(11, 23),
    severity === undefined ? '' : paint(SEVERITIES.get(severity) ?? 'reset', said(severity).padEnd(7)),
    paint(serviceColour(name), name.padEnd(NAME_WIDTH)),
    said(message),
    fields.length === 0 ? '' : paint('dim', fields.join(' ')),
  ];
  const text = line.filter((part) => part !== '').join(' ');
  return typeof stack === 'string'
    ? [text, ...stack.split('\n').map((part) => `    ${printable(part)}`)].join('\n')
    : text;
}
