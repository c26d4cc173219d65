import { envInteger, envList, requiredInProduction, settingsCheck } from '@sets/service-kit/config';
import { z } from 'zod';
import { spendConfigShape } from './spend-config.ts';

const AUTH_MODES = ['api-key', 'app-check', 'none'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

/** How callers show who they are, and how much each may ask for. */
export const callersConfigShape = {
  AUTH_MODES: requiredInProduction(
    envList()
      .pipe(z.array(z.enum(AUTH_MODES)).min(1))
      .optional()
      .describe('How callers show who they are: `api-key`, `app-check` or both; `none`, or nothing, lets anybody in.'),
  ),
  OPS_TOKEN: z
    .string()
    .min(24, 'must have at least 24 characters')
    .optional()
    .describe('Bearer token that opens /v1/ops when no key can be had; each use is on record.'),
  RATE_LIMIT_REQUESTS: envInteger({ min: 1, max: 1_000_000 })
    .default(50)
    .describe('Requests per window and caller that may start work or change something.'),
  RATE_LIMIT_READS: envInteger({ min: 1, max: 1_000_000 })
    .default(600)
    .describe('Reads per window and caller, polls for the most part.'),
  RATE_LIMIT_RESULTS: envInteger({ min: 1, max: 1_000_000 })
    .default(300)
    .describe('Reads of public results per window and network, on each instance.'),
  RATE_LIMIT_REFUSALS: envInteger({ min: 1, max: 1_000_000 })
    .default(30)
    .describe('Refused credentials per window and network, on each instance; more are not looked at.'),
  RATE_LIMIT_WINDOW_S: envInteger({ min: 1, max: 3_600 }).default(60).describe('The window of these limits.'),
  ...spendConfigShape,
};

export type CallersConfig = z.output<z.ZodObject<typeof callersConfigShape>>;

/** Modes that exclude each other, and what production does not allow. */
export const checkCallersConfig = () =>
  settingsCheck<CallersConfig & { readonly ENVIRONMENT: string }>(
    ['AUTH_MODES', 'ENVIRONMENT'],
    ({ AUTH_MODES: modes = [], ENVIRONMENT }, refuse) => {
      if (modes.includes('none') && modes.length > 1) {
        refuse('AUTH_MODES', 'must not name another mode beside none');
      }
      if (modes.includes('none') && ENVIRONMENT === 'production') {
        refuse('AUTH_MODES', 'must not be none in production');
      }
    },
  );
