import { parseArgs } from 'node:util';
import { createClient, ProblemError } from '@sets/client';
import { createOperatorsClient } from '@sets/client/operators';
import type { Clock } from '@sets/clock';
import { COMMON_OPTIONS, type Command, type CommandInput, type Option, UsageError } from './command.ts';
import { COMMANDS, SHELLS } from './commands/catalogue.ts';
import { renderCompletions } from './completions.ts';
import { type Environment, readConfig } from './config.ts';
import { type Ending, EXIT, endingOf } from './exit-codes.ts';
import { renderCommandHelp, renderGroupHelp, renderHelp } from './help.ts';
import { createTerminal, type Screen, type Terminal } from './terminal/terminal.ts';

export interface CliDeps {
  readonly env: Environment;
  readonly in: AsyncIterable<Uint8Array | string>;
  readonly out: Screen;
  readonly err: Screen;
  readonly clock: Clock;
  /** Aborts at Ctrl-C, and when the process is told to end. */
  readonly signal: AbortSignal;
}

/** Runs what was typed after `sets`, and says how the process should exit. */
export async function runCli(typed: readonly string[], deps: CliDeps): Promise<number> {
  return EXIT[await run(typed, deps)].code;
}

async function run(typed: readonly string[], deps: CliDeps): Promise<Ending> {
  const { env } = deps;
  const [out, err] = [screenOf(deps.out, env), screenOf(deps.err, env)];
  const json = typed.includes('--json');
  const terminal = createTerminal({ out, err, json, color: !env.NO_COLOR });
  try {
    return helped(typed, out) ?? (await runCommand(typed, deps, terminal));
  } catch (error) {
    return report(error, deps.signal, terminal);
  } finally {
    terminal.endProgress();
  }
}

/** A terminal that can do nothing is written to as a file is. */
const screenOf = (screen: Screen, { TERM }: Environment): Screen =>
  TERM === 'dumb' ? { write: (text) => screen.write(text) } : screen;

const HELP = ['help', '--help', '-h'];
const asksForHelp = (word: string | undefined): boolean => word !== undefined && HELP.includes(word);

/** What needs no API. Null where a command is meant. */
function helped([first, second, ...rest]: readonly string[], out: Screen): Ending | null {
  if (first === undefined || (asksForHelp(first) && second === undefined)) {
    out.write(`${renderHelp()}\n`);
    return first === undefined ? 'usage' : 'ok';
  }
  // `sets help ops keys` asks what `sets ops keys --help` does.
  const [group, ...parts] = asksForHelp(first) ? [second ?? '', ...rest] : [first, second].filter(isThere);
  const isGroup = group !== undefined && !COMMANDS.some(({ name }) => name === group) && commandsOf(group).length > 0;
  if (isGroup && (parts.length === 0 || asksForHelp(parts[0]))) {
    out.write(`${renderGroupHelp(commandsOf(group))}\n`);
    return parts.length === 0 && !asksForHelp(first) ? 'usage' : 'ok';
  }
  if (asksForHelp(first)) {
    out.write(`${renderCommandHelp(findCommand([group ?? '', ...parts]))}\n`);
    return 'ok';
  }
  if (first !== 'completions') {
    return null;
  }
  const shell = SHELLS.find((name) => name === second);
  if (shell === undefined) {
    throw new UsageError(`Name a shell: ${SHELLS.join(', ')}.`);
  }
  out.write(`${renderCompletions(shell)}\n`);
  return 'ok';
}

const isThere = (word: string | undefined): word is string => word !== undefined;
const commandsOf = (group: string): readonly Command[] => COMMANDS.filter(({ name }) => name.startsWith(`${group} `));

/** The command with the most words that are typed. @throws {UsageError} when there is none. */
function findCommand(typed: readonly string[]): Command {
  const words = typed.slice(0, 3);
  for (let count = words.length; count > 0; count -= 1) {
    const name = words.slice(0, count).join(' ');
    const found = COMMANDS.find((command) => command.name === name);
    if (found !== undefined) {
      return found;
    }
  }
  const begun = commandsOf(words[0] ?? '').map(({ name }) => name);
  const known = begun.length === 0 ? '`sets help` lists them.' : `There are: ${begun.join(', ')}.`;
  throw new UsageError(`There is no command "${words.slice(0, 2).join(' ')}". ${known}`);
}

async function runCommand(typed: readonly string[], deps: CliDeps, terminal: Terminal): Promise<Ending> {
  const { env, out, clock, signal } = deps;
  const command = findCommand(typed);
  const { values, positionals, wantsHelp } = readInput(command, typed.slice(command.name.split(' ').length));
  if (wantsHelp) {
    out.write(`${renderCommandHelp(command)}\n`);
    return 'ok';
  }
  assertArguments(command, positionals);
  const { caller, operator } = readConfig(env);
  const context = {
    ...{ sets: createClient(caller), ops: createOperatorsClient(operator), terminal, clock, signal },
    readInput: () => textOf(deps.in),
    hasKey: caller.apiKey !== undefined,
    opsAs: (apiKey: string) => createOperatorsClient({ ...operator, apiKey }),
  };
  const [first = '', second = ''] = positionals;
  return await command.run(context, { first, second, positionals, values });
}

interface Input extends Pick<CommandInput, 'positionals' | 'values'> {
  readonly wantsHelp: boolean;
}

/** @throws {UsageError} for an option that the command does not have. */
function readInput(command: Command, args: readonly string[]): Input {
  const known: Readonly<Record<string, Option>> = { ...command.options, ...COMMON_OPTIONS };
  const options = Object.entries(known).map(([name, { type, short }]) => [name, short ? { type, short } : { type }]);
  try {
    const parsed = parseArgs({ args: [...args], options: Object.fromEntries(options), allowPositionals: true });
    const values: Readonly<Record<string, unknown>> = parsed.values;
    return { positionals: parsed.positionals, values: values as Input['values'], wantsHelp: values.help === true };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function assertArguments(command: Command, positionals: readonly string[]): void {
  const needed = countOf(command.arguments, /<[^>]+>/g);
  const open = countOf(command.arguments, /\[[^\]]+\]/g);
  const taken = command.arguments.includes('…') ? Number.POSITIVE_INFINITY : needed + open;
  if (positionals.length < needed || positionals.length > taken) {
    throw new UsageError(`Usage: sets ${command.name} ${command.arguments}`.trim());
  }
  // As a variable of a script that holds nothing: it would mean all where one is meant.
  if (positionals.some((argument) => argument.trim() === '')) {
    throw new UsageError(`An argument is empty. Usage: sets ${command.name} ${command.arguments}`);
  }
}

async function textOf(input: CliDeps['in']): Promise<string> {
  const decoder = new TextDecoder();
  let whole = '';
  for await (const piece of input) {
    whole += typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
  }
  return whole + decoder.decode();
}

/** What went wrong, in words, and as JSON where that was asked for. */
function report(error: unknown, signal: AbortSignal, terminal: Terminal): Ending {
  if (signal.aborted) {
    return 'interrupted';
  }
  if (error instanceof UsageError) {
    terminal.note(error.message);
    return 'usage';
  }
  if (error instanceof ProblemError) {
    const { code, status, title, detail = null, retryable, retryAfterS, requestId, errors = [] } = error;
    terminal.answer({ problem: { code, status, title, detail, retryable, retryAfterS, requestId, errors } }, () => {});
    terminal.note({ text: code, style: 'red' }, error.message);
    for (const { path, message } of errors) {
      terminal.note(`  ${path}: ${message}`);
    }
    return endingOf(error);
  }
  const message = error instanceof Error ? error.message : String(error);
  terminal.note('The answer could not be understood; is SETS_URL an API of this release?', {
    ...{ text: message, style: 'dim' },
  });
  return 'broken';
}
