import { parseArgs } from 'node:util';
import { createClient, ProblemError } from '@sets/client';
import { createOperatorsClient } from '@sets/client/operators';
import type { Clock } from '@sets/clock';
import { COMMON_OPTIONS, type Command, type CommandInput, type Option, UsageError } from './command.ts';
import { COMMANDS, SHELLS } from './commands/catalogue.ts';
import { renderCompletions } from './completions.ts';
import { type Config, type Environment, readConfig } from './config.ts';
import { type Ending, EXIT, endingOf } from './exit-codes.ts';
import { renderCommandHelp, renderHelp } from './help.ts';
import { createTerminal, type Screen, type Terminal } from './terminal/terminal.ts';

export interface CliDeps {
  readonly env: Environment;
  readonly out: Screen;
  readonly err: Screen;
  readonly clock: Clock;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Runs what was typed after `sets`, and says how the process should exit. */
export async function runCli(typed: readonly string[], deps: CliDeps): Promise<number> {
  return EXIT[await run(typed, deps)].code;
}

async function run(typed: readonly string[], deps: CliDeps): Promise<Ending> {
  const { env, out, err } = deps;
  const color = (out.isTTY ?? false) && !env.NO_COLOR;
  const json = typed.includes('--json');
  const terminal = createTerminal({ out, err, json, color });
  try {
    return helped(typed, out) ?? (await runCommand(typed, deps, terminal));
  } catch (error) {
    return report(error, deps.signal, terminal);
  } finally {
    terminal.endProgress();
  }
}

const HELP = ['help', '--help', '-h'];

/** What needs no API. Null where a command is meant. */
function helped([first, second]: readonly string[], out: Screen): Ending | null {
  if (first === undefined || HELP.includes(first)) {
    out.write(`${renderHelp()}\n`);
    return first === undefined ? 'usage' : 'ok';
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
  const begun = COMMANDS.filter(({ name }) => name.startsWith(`${words[0]} `)).map(({ name }) => name);
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
  const { caller, operator } = configOf(env);
  const context = {
    ...{ sets: createClient(caller), ops: createOperatorsClient(operator), terminal, clock, signal },
    hasKey: caller.apiKey !== undefined,
    opsAs: (apiKey: string) => createOperatorsClient({ ...operator, apiKey }),
  };
  const [first = '', second = ''] = positionals;
  return await command.run(context, { first, second, positionals, values });
}

/** @throws {UsageError} for a setting that cannot be right. */
function configOf(env: Environment): Config {
  try {
    return readConfig(env);
  } catch {
    throw new UsageError(`SETS_URL is no address: ${env.SETS_URL}`);
  }
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
}

/** What went wrong, in words, and as JSON where that was asked for. @throws what nobody expected */
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
  throw error;
}
