import { envInteger, envList, envUrl, requiredInProduction, settingsCheck, standIn } from '@sets/service-kit/config';
import { z } from 'zod';
import { envApps } from './env-apps.ts';
import { spendConfigShape } from './spend-config.ts';

const AUTH_MODES = ['api-key', 'app-check', 'none'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

/** How callers show who they are, and how much each may ask for. */
export const callersConfigShape = {
  AUTH_MODES: requiredInProduction(
    envList()
      .pipe(z.array(z.enum(AUTH_MODES)).min(1))
      .optional()
      .describe(
        'How callers show who they are: `api-key`, `app-check` or both; `none`, or nothing, lets anybody in, and with `api-key,none` whoever shows a key is known by it.',
      ),
  ),
  APP_CHECK_MODE: z
    .enum(['off', 'monitor', 'enforce'])
    .default('off')
    .describe('Firebase App Check: `monitor` counts tokens and refuses nobody for lack of one.'),
  APP_CHECK_PROJECT_NUMBER: z
    .string()
    .regex(/^\d{6,20}$/, 'must be the number of a Firebase project')
    .optional()
    .describe('The Firebase project whose apps call.'),
  APP_CHECK_APPS: envApps()
    .prefault('')
    .describe('Ids of our apps and what each runs on: `1:1234567890:ios:0a1b2c=ios`.'),
  APP_CHECK_BASE_URL: standIn(envUrl().optional().describe('Another issuer of App Check tokens, for local use.')),
  CALLER_ID_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe(
      'Makes pseudonyms of the networks of App Check callers, and seals sessions of the console; the same on every instance.',
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

const FIREBASE = 'https://firebaseappcheck.googleapis.com';

/** The name under which App Check tokens of our project are issued, and where the keys that sign them are published. */
export function appCheckIssuer(config: CallersConfig): { readonly issuer: string; readonly keysUrl: string } {
  const { APP_CHECK_BASE_URL: base = FIREBASE, APP_CHECK_PROJECT_NUMBER: project = '' } = config;
  return { issuer: `${base}/${project}`, keysUrl: `${base}/v1/jwks` };
}

type Checked = CallersConfig & { readonly ENVIRONMENT: string };

/** Modes that exclude each other, and what production does not allow. */
export const checkAuthModes = () =>
  settingsCheck<Checked>(['AUTH_MODES', 'ENVIRONMENT'], ({ AUTH_MODES: modes = [], ENVIRONMENT }, refuse) => {
    if (modes.includes('none') && modes.includes('app-check')) {
      refuse('AUTH_MODES', 'must not name app-check beside none');
    }
    if (modes.includes('none') && ENVIRONMENT === 'production') {
      refuse('AUTH_MODES', 'must not be none in production');
    }
  });

/** What App Check needs once it is on. */
export const checkAppCheck = () =>
  settingsCheck<Checked>(
    ['AUTH_MODES', 'ENVIRONMENT', 'APP_CHECK_MODE', 'APP_CHECK_PROJECT_NUMBER', 'APP_CHECK_APPS', 'CALLER_ID_SECRET'],
    (config, refuse) => {
      const { APP_CHECK_MODE: mode, AUTH_MODES: modes = [] } = config;
      if (mode === 'off') {
        if (modes.includes('app-check')) {
          refuse('APP_CHECK_MODE', 'must be monitor or enforce where AUTH_MODES names app-check');
        }
        return;
      }
      if (mode === 'enforce' && !modes.includes('app-check')) {
        refuse('APP_CHECK_MODE', 'must not be enforce unless AUTH_MODES names app-check');
      }
      if (config.APP_CHECK_PROJECT_NUMBER === undefined) {
        refuse('APP_CHECK_PROJECT_NUMBER', 'is required where APP_CHECK_MODE is not off');
      }
      if (config.APP_CHECK_APPS.length === 0) {
        refuse('APP_CHECK_APPS', 'is required where APP_CHECK_MODE is not off');
      }
      if (config.ENVIRONMENT === 'production' && config.CALLER_ID_SECRET === undefined) {
        refuse('CALLER_ID_SECRET', 'is required in production where APP_CHECK_MODE is not off');
      }
    },
  );

type WithConsole = Checked & { readonly CONSOLE_DIR?: string | undefined };

/** What seals sessions of the console must be the same on every instance: sealed by one, they are shown to another. */
export const checkConsoleSessions = () =>
  settingsCheck<WithConsole>(['ENVIRONMENT', 'CONSOLE_DIR', 'CALLER_ID_SECRET', 'OPS_TOKEN'], (config, refuse) => {
    const secret = config.CALLER_ID_SECRET ?? config.OPS_TOKEN;
    if (config.ENVIRONMENT === 'production' && config.CONSOLE_DIR !== undefined && secret === undefined) {
      refuse('CALLER_ID_SECRET', 'is required in production where CONSOLE_DIR is set and OPS_TOKEN is not');
    }
  });
