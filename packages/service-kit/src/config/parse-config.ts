import type { z } from 'zod';

export interface ConfigFault {
  /** Name of the environment variable. */
  readonly name: string;
  readonly message: string;
}

/** Every fault of the environment at once, so that nobody mends them one start at a time. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(`The configuration is not usable:\n${faults.map(({ name, message }) => `  ${name} ${message}`).join('\n')}`);
    this.faults = faults;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

function toFault(issue: z.core.$ZodIssue): ConfigFault {
  const name = issue.path.map(String).join('.');
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return { name, message: missing ? 'is required' : issue.message };
}

/**
 * Reads the environment through one schema. An empty variable counts as absent: that is what `NAME=` in an env file
 * means. Values never appear in faults, because some are secrets.
 *
 * @throws ConfigError with all faults
 */
export function parseConfig<S extends z.ZodObject>(schema: S, env: Environment): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given, { reportInput: true });
  if (parsed.success) {
    return parsed.data;
  }
  throw new ConfigError(parsed.error.issues.map(toFault));
}

/** For `main.ts`: the configuration, or all faults on standard error and exit code 1. */
export function loadConfigOrExit<S extends z.ZodObject>(schema: S, env: Environment): z.output<S> {
  try {
    return parseConfig(schema, env);
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
