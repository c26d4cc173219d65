import { createRemoteJWKSet } from 'jose';
import type { WorkerConfig } from '../config.ts';
import type { TaskAuthOptions } from './task-auth.ts';

const GOOGLE_ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];
const GOOGLE_KEYS = 'https://www.googleapis.com/oauth2/v3/certs';

/** Whose tokens the task routes accept, and for whom they must be made. Keys are fetched with the first token. */
export function taskTokens(
  config: Pick<WorkerConfig, 'OIDC_ISSUER' | 'WORKER_URL' | 'REGION'>,
): Pick<TaskAuthOptions, 'keys' | 'issuer' | 'audience'> {
  const { OIDC_ISSUER: issuer } = config;
  return {
    keys: createRemoteJWKSet(new URL(issuer === undefined ? GOOGLE_KEYS : `${issuer}/jwks`)),
    issuer: issuer === undefined ? GOOGLE_ISSUERS : [issuer],
    audience: config.WORKER_URL.replaceAll('{region}', config.REGION),
  };
}
