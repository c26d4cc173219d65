import { COMMON_OPTIONS, type Command, type Option } from './command.ts';
import { COMMANDS, LOCAL_COMMANDS } from './commands/catalogue.ts';
import { SETTINGS } from './config.ts';
import { EXIT } from './exit-codes.ts';

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, says]) => `  ${name.padEnd(width)}  ${says}`);
}

const usageOf = (command: Pick<Command, 'name' | 'arguments'>): string => `${command.name} ${command.arguments}`.trim();

function optionRow([name, { short, value, says }]: [string, Option]): readonly [string, string] {
  const long = `--${name}${value === undefined ? '' : ` <${value}>`}`;
  return [short === undefined ? `    ${long}` : `-${short}, ${long}`, says];
}

export function renderHelp(): string {
  const exits = Object.values(EXIT).map(({ code, means }) => [String(code), means] as const);
  return [
    'sets: links to workout videos become workouts',
    ...['', 'Commands (each takes --help)'],
    ...columns([...COMMANDS, ...LOCAL_COMMANDS].map((command) => [usageOf(command), command.summary] as const)),
    ...['', 'Options of every command', ...columns(Object.entries(COMMON_OPTIONS).map(optionRow))],
    ...['', 'Environment', ...columns(Object.entries(SETTINGS))],
    ...['', 'Exit codes', ...columns(exits)],
  ].join('\n');
}

/** The commands that begin with one word. */
export const renderGroupHelp = (commands: readonly Command[]): string =>
  ['Commands (each takes --help)', ...columns(commands.map((command) => [usageOf(command), command.summary]))].join(
    '\n',
  );

export const renderCommandHelp = (command: Command): string =>
  [
    `sets ${usageOf(command)}`,
    '',
    `  ${command.summary}`,
    '',
    ...columns([...Object.entries(command.options), ...Object.entries<Option>(COMMON_OPTIONS)].map(optionRow)),
  ].join('\n');
