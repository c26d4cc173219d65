import { workerUrlIn } from '@sets/contract';
import { taskTokenIssuer } from '@sets/service-kit';
import { createRemoteJWKSet } from 'jose';
import type { WorkerConfig } from '../config.ts';
import type { TaskAuthOptions } from './task-auth.ts';

/** Whose tokens the task routes accept, and for whom they must be made. Keys are fetched with the first token. */
export function taskTokens(
  config: Pick<WorkerConfig, 'OIDC_ISSUER' | 'WORKER_URL' | 'REGION'>,
): Pick<TaskAuthOptions, 'keys' | 'issuer' | 'audience'> {
  const { issuers, keysUrl } = taskTokenIssuer(config);
  return {
    keys: createRemoteJWKSet(new URL(keysUrl)),
    issuer: [...issuers],
    audience: workerUrlIn(config.WORKER_URL, config.REGION),
  };
}
