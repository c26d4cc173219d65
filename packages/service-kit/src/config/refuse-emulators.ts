import { z } from 'zod';

/** Everything that would point a production process at a stand-in, or let it trust one. */
export const EMULATOR_VARIABLES = [
  'OUTBOUND_ALLOW',
  'FIRESTORE_EMULATOR_HOST',
  'CLOUD_TASKS_ENDPOINT',
  'GEMINI_BASE_URL',
  'SCRAPECREATORS_BASE_URL',
  'SHORT_LINK_BASE_URL',
  'OIDC_ISSUER',
  'CRASH_POINT',
  'CLOCK_OFFSET_MS',
] as const;

const isSet = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);

/**
 * A check for a config schema with ENVIRONMENT: in production each of these variables that is set is a fault.
 * It also runs when other variables are at fault, so that all are reported together.
 */
export function refuseEmulatorsInProduction(
  names: readonly string[] = EMULATOR_VARIABLES,
): z.core.$ZodCheck<Record<string, unknown>> {
  const check = z.check<Record<string, unknown>>(({ value, issues }) => {
    if (value.ENVIRONMENT !== 'production') {
      return;
    }
    for (const name of names.filter((candidate) => isSet(value[candidate]))) {
      issues.push({ code: 'custom', path: [name], message: 'must not be set in production', input: undefined });
    }
  });
  check._zod.def.when = () => true;
  return check;
}
