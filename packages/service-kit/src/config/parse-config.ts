import type { z } from 'zod';
import { ConfigError, type ConfigFault, type Environment } from './config-error.ts';
import { productionFaults } from './production-rules.ts';

function toFault(issue: z.core.$ZodIssue): ConfigFault {
  const name = issue.path.map(String).join('.');
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return { name, message: missing ? 'is required' : issue.message };
}

/**
 * Reads the environment through one schema. An empty variable counts as absent: that is what `NAME=` in an env file
 * means. Values never appear in faults, because some are secrets. The rules of production (see `setting-marks.ts`) hold
 * for every schema, and their faults are reported with all others.
 *
 * @throws ConfigError with all faults
 */
export function parseConfig<S extends z.ZodObject>(schema: S, env: Environment): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given, { reportInput: true });
  const broken = productionFaults(schema, given);
  if (parsed.success && broken.length === 0) {
    return parsed.data;
  }
  throw new ConfigError([...(parsed.error?.issues.map(toFault) ?? []), ...broken]);
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
