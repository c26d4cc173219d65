import type { z } from 'zod';
import { envUrl } from './env-values.ts';
import { standIn } from './setting-marks.ts';

/** Whose tokens tell that a push comes from Cloud Tasks. */
export const taskTokenConfigShape = {
  OIDC_ISSUER: standIn(envUrl().optional().describe('Issuer of the OIDC tokens, for local use; Google unless set.')),
};

const GOOGLE = {
  issuers: ['https://accounts.google.com', 'accounts.google.com'],
  keysUrl: 'https://www.googleapis.com/oauth2/v3/certs',
} as const;

/** The names under which tokens are issued, and where the keys that sign them are published. */
export function taskTokenIssuer({ OIDC_ISSUER: issuer }: z.output<z.ZodObject<typeof taskTokenConfigShape>>): {
  readonly issuers: readonly string[];
  readonly keysUrl: string;
} {
  return issuer === undefined ? GOOGLE : { issuers: [issuer], keysUrl: `${issuer}/jwks` };
}
