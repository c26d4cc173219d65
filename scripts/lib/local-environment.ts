import { join } from 'node:path';
import type { LocalPorts } from './local-ports.ts';

const LOCAL_REGION = 'us-central1';

/** The environment that points the ordinary Google clients at the local cloud; what the caller set wins. */
export function localEnvironment({
  ports,
  env,
  directory,
}: {
  readonly ports: LocalPorts;
  readonly env: NodeJS.ProcessEnv;
  readonly directory: string;
}): NodeJS.ProcessEnv {
  const simulators = `http://127.0.0.1:${ports.simulators}`;
  const worker = `http://127.0.0.1:${ports.worker}`;
  const simulated = {
    ...(env.GEMINI_API_KEY ? {} : { GEMINI_BASE_URL: `${simulators}/gemini` }),
    ...(env.SCRAPECREATORS_API_KEY
      ? {}
      : {
          SCRAPECREATORS_BASE_URL: `${simulators}/scrapecreators`,
          SCRAPECREATORS_API_KEY: 'local',
          SHORT_LINK_BASE_URL: `${simulators}/short`,
        }),
  };
  return {
    ENVIRONMENT: 'local',
    HOST: '127.0.0.1',
    LOG_FORMAT: 'json',
    GOOGLE_CLOUD_PROJECT: 'sets-local',
    REGION: LOCAL_REGION,
    PRIMARY_REGION: LOCAL_REGION,
    SECONDARY_REGIONS: '',
    FIRESTORE_EMULATOR_HOST: `127.0.0.1:${ports.firestore}`,
    CLOUD_TASKS_ENDPOINT: `127.0.0.1:${ports.cloudTasks}`,
    OIDC_ISSUER: `http://127.0.0.1:${ports.jwks}`,
    WORKER_URL: worker,
    OUTBOUND_ALLOW: `127.0.0.1:${ports.simulators}`,
    LOCAL_CLOUD_DIRECTORY: join(directory, 'cloud'),
    FIRESTORE_EMULATOR_PORT: String(ports.firestore),
    CLOUD_TASKS_EMULATOR_PORT: String(ports.cloudTasks),
    CLOUD_TASKS_JWKS_PORT: String(ports.jwks),
    SIMULATORS_PORT: String(ports.simulators),
    LOCAL_CLOUD_CONTROL_PORT: String(ports.control),
    ...simulated,
    ...env,
  };
}
