import type { SetsClient } from '@sets/client';
import type { OperatorsClient } from '@sets/client/operators';
import type { Clock } from '@sets/clock';
import type { Ending } from './exit-codes.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** How its value is called in the help. */
  readonly value?: string;
  readonly says: string;
}

/** Taken by every command. */
export const COMMON_OPTIONS = {
  json: { type: 'boolean', says: "the API's answer as JSON on standard output" },
  help: { type: 'boolean', short: 'h', says: 'this page' },
} as const satisfies Readonly<Record<string, Option>>;

type Options = Readonly<Record<string, Option>>;

export type ValuesOf<O extends Options> = {
  readonly [Name in keyof O]?: O[Name]['type'] extends 'boolean' ? boolean : string;
};

/** What every command works with. */
export interface CommandContext {
  readonly sets: SetsClient;
  readonly ops: OperatorsClient;
  /** Whether `ops` shows a key of its caller's, and not the token of a stack on this machine. */
  readonly hasKey: boolean;
  /** Every route, with another key. */
  readonly opsAs: (apiKey: string) => OperatorsClient;
  readonly terminal: Terminal;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
  readonly clock: Clock;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface CommandInput<O extends Options = Options> {
  /** There where `arguments` names so many that are not in brackets, else empty. */
  readonly first: string;
  readonly second: string;
  readonly positionals: readonly string[];
  readonly values: ValuesOf<O>;
}

export interface Command<O extends Options = Options> {
  /** Its words: `ops replay`. */
  readonly name: string;
  readonly summary: string;
  /** As the help shows them: `<job>`, in brackets where they may be left out. Empty: none are taken. */
  readonly arguments: string;
  readonly options: O;
  /** @throws {UsageError} for input that it does not take, ProblemError for what the API says. */
  run(context: CommandContext, input: CommandInput<O>): Promise<Ending>;
}

/** A command whose values are typed by its options; among others it is one whose values nobody knows. */
export const defineCommand = <const O extends Options>(command: Command<O>): Command => command as unknown as Command;

/** A command that was not understood; the sentence says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A whole number of an option. @throws {UsageError} for anything else. */
export function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new UsageError(`--${name} must be a whole number.`);
  }
  return Number(text);
}
