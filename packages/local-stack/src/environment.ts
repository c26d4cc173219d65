import { join } from 'node:path';
import { type LocalPorts, workerUrlOf } from './ports.ts';

/** The name of the worker service, the same in every region. */
export const LOCAL_WORKER_SERVICE = 'worker';

/** The OPS_TOKEN of `make dev` and `make dev-regions`, which only this machine reaches; the CLI shows it by itself. */
export const LOCAL_OPS_TOKEN = 'operators-of-this-machine';

export interface EnvironmentOptions {
  readonly ports: LocalPorts;
  readonly env: NodeJS.ProcessEnv;
  /** Where the emulators keep their data. */
  readonly directory: string;
}

/** The console as it was last built; until then the API has none. */
const CONSOLE = join(import.meta.dirname, '../../../apps/console/dist');
/** Everybody comes from one address here, which would be one caller; and what the simulators cost is nobody's money. */
const UNLIMITED = {
  ...{ RATE_LIMIT_REQUESTS: '1000000', RATE_LIMIT_READS: '1000000', RATE_LIMIT_RESULTS: '1000000' },
  ...{ BUDGET_CALLER_USD_PER_DAY: '0', BUDGET_TOTAL_USD_PER_DAY: '0', MAX_LIVE_JOBS_PER_CALLER: '0' },
};

/**
 * The environment that points the ordinary Google clients at the local cloud. What the caller set wins, but for the
 * regions and the address, which are the stack's: shells of some make HOST the machine's name.
 */
export function localEnvironment({ ports, env, directory }: EnvironmentOptions): NodeJS.ProcessEnv {
  const simulators = `http://127.0.0.1:${ports.simulators}`;
  const [primary, ...secondary] = ports.regions.map(({ region }) => region);
  const simulated = {
    ...(env.GEMINI_API_KEY
      ? {}
      : {
          GEMINI_BASE_URL: geminiBaseUrls(ports),
          GCE_METADATA_HOST: `127.0.0.1:${ports.simulators}`,
          STAGING_BUCKET: 'sets-local-staging',
          STAGING_BASE_URL: `${simulators}/storage`,
        }),
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
    LOG_FORMAT: 'json',
    ...UNLIMITED,
    // Nobody needs a key here, and whoever wants a name, as webhooks do, may have one.
    AUTH_MODES: 'api-key,none',
    CONSOLE_DIR: CONSOLE,
    APP_CHECK_BASE_URL: `${simulators}/app-check`,
    GOOGLE_CLOUD_PROJECT: 'sets-local',
    FIRESTORE_EMULATOR_HOST: `127.0.0.1:${ports.firestore}`,
    CLOUD_TASKS_ENDPOINT: `127.0.0.1:${ports.cloudTasks}`,
    OIDC_ISSUER: `http://127.0.0.1:${ports.jwks}`,
    WORKER_URL: workerUrlOf(ports),
    // All of them share one machine, where a loop is late for many a reason that says nothing of its own load.
    MAX_EVENT_LOOP_LAG_MS: '60000',
    OUTBOUND_ALLOW: `127.0.0.1:${ports.simulators},127.0.0.1:${ports.webhooks}`,
    LOCAL_CLOUD_DIRECTORY: join(directory, 'cloud'),
    FIRESTORE_EMULATOR_PORT: String(ports.firestore),
    CLOUD_TASKS_EMULATOR_PORT: String(ports.cloudTasks),
    CLOUD_TASKS_JWKS_PORT: String(ports.jwks),
    SIMULATORS_PORT: String(ports.simulators),
    GEMINI_LOCATION_PORTS: Object.entries(ports.locations)
      .map(([location, port]) => `${location}=${port}`)
      .join(),
    LOCAL_CLOUD_CONTROL_PORT: String(ports.control),
    ...simulated,
    ...scaling(ports),
    ...env,
    HOST: '127.0.0.1',
    PRIMARY_REGION: primary,
    SECONDARY_REGIONS: secondary.join(),
  };
}

/** GEMINI_BASE_URL: the simulators, and each simulated location at its own address. */
function geminiBaseUrls({ simulators, locations }: LocalPorts): string {
  const own = Object.entries(locations).map(([location, port]) => `${location}=http://127.0.0.1:${port}/gemini`);
  return [`http://127.0.0.1:${simulators}/gemini`, ...own].join();
}

/**
 * The worker service, whose instances are processes here; the token that it wants comes from the simulators too. A machine
 * that holds everything has room for fewer jobs a second than a worker of its own.
 */
const scaling = ({ cloudRun, simulators, regions }: LocalPorts): NodeJS.ProcessEnv =>
  cloudRun === null
    ? {}
    : {
        SCALE_SERVICE: LOCAL_WORKER_SERVICE,
        SCALE_CEILING: String(Math.max(...regions.map(({ workers, maxWorkers = workers.length }) => maxWorkers))),
        ...{ SCALE_JOBS_PER_WORKER_S: '5', SCALE_HOLD_S: '30' },
        CLOUD_RUN_BASE_URL: `http://127.0.0.1:${cloudRun}`,
        GCE_METADATA_HOST: `127.0.0.1:${simulators}`,
      };
