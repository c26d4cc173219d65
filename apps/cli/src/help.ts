import type { Command, Option } from './command.ts';
import { COMMANDS } from './commands/catalogue.ts';
import { SHELLS } from './completions.ts';
import { SETTINGS } from './config.ts';
import { EXIT } from './exit-codes.ts';

/** Taken by every command. */
export const COMMON_OPTIONS = {
  json: { type: 'boolean', says: "the API's answer as JSON on standard output" },
  help: { type: 'boolean', short: 'h', says: 'this page' },
} as const satisfies Readonly<Record<string, Option>>;

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, says]) => `  ${name.padEnd(width)}  ${says}`);
}

const usageOf = (command: Command): string => `${command.name} ${command.arguments}`.trim();

function optionRow([name, { short, value, says }]: [string, Option]): readonly [string, string] {
  const long = `--${name}${value === undefined ? '' : ` <${value}>`}`;
  return [short === undefined ? `    ${long}` : `-${short}, ${long}`, says];
}

export function renderHelp(): string {
  const exits = Object.values(EXIT).map(({ code, means }) => [String(code), means] as const);
  return [
    'sets: links to workout videos become workouts',
    ...['', 'Commands (each takes --help)'],
    ...columns([
      ...COMMANDS.map((command) => [usageOf(command), command.summary] as const),
      [`completions <${SHELLS.join('|')}>`, 'print what makes a shell complete these commands'],
    ]),
    ...['', 'Options of every command', ...columns(Object.entries(COMMON_OPTIONS).map(optionRow))],
    ...['', 'Environment', ...columns(Object.entries(SETTINGS))],
    ...['', 'Exit codes', ...columns(exits)],
  ].join('\n');
}

export const renderCommandHelp = (command: Command): string =>
  [
    `sets ${usageOf(command)}`,
    '',
    `  ${command.summary}`,
    '',
    ...columns([...Object.entries(command.options), ...Object.entries<Option>(COMMON_OPTIONS)].map(optionRow)),
  ].join('\n');
