import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@sets/clock';
import { modelPlanOf, modelWarnings } from '@sets/extraction';
import { documentedPorts, freePorts, LOCAL_REGION, localEnvironment, startLocalStack } from '@sets/local-stack';
import {
  ConfigError,
  createLifecycle,
  createMetrics,
  type Environment,
  noTracing,
  parseConfig,
  renderUpstreamReport,
  runUpstreamChecks,
  silentLogger,
} from '@sets/service-kit';
import { composeStore } from '../apps/api/src/compose-store.ts';
import { apiConfigSchema } from '../apps/api/src/config.ts';
import { upstreamChecks } from '../apps/api/src/upstreams/upstream-checks.ts';
import { print } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';
import { runningStack } from './lib/running-stack.ts';

/**
 * Asks each thing that the service stands on once, and exits with 1 when the service could not work. Where ENVIRONMENT is
 * `staging` or `production` it asks what the environment names; else the local cloud, a running one or one of its own,
 * and the real Gemini or scraper where there is a key for it.
 */
const DIRECTORY = join(import.meta.dirname, '../.local/doctor');
/** No worker is needed to look at what workers stand on. */
const NOTHING = [{ region: LOCAL_REGION, apis: 0, workers: 0 }];
const NO_WORKER = 'http://127.0.0.1:1';

interface Patient {
  readonly what: string;
  readonly env: Environment;
  release(): Promise<void>;
}

/** Ports that somebody chose for a stack of theirs would win over the free ones. */
const withoutPorts = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/_PORTS?$/.test(name)));

async function findPatient(): Promise<Patient> {
  const { env } = process;
  if (env.ENVIRONMENT === 'staging' || env.ENVIRONMENT === 'production') {
    return { what: `${env.ENVIRONMENT}, project ${env.GOOGLE_CLOUD_PROJECT}`, env, release: async () => {} };
  }
  // Whoever names a port means what is there; else all regions of what runs here are asked.
  const stack = env.LOCAL_CLOUD_CONTROL_PORT === undefined ? runningStack() : null;
  const { ports, directory } = stack ?? { ports: documentedPorts(env), directory: DIRECTORY };
  const running = await fetch(`http://127.0.0.1:${ports.control}/health`).catch(() => null);
  if (running?.ok === true) {
    const local = localEnvironment({ ports, env, directory });
    return { what: 'the local cloud that is running', env: local, release: async () => {} };
  }
  rmSync(DIRECTORY, { recursive: true, force: true });
  const own = { ...withoutPorts(env), WORKER_URL: NO_WORKER };
  const options = { ports: await freePorts(NOTHING), env: own, directory: DIRECTORY };
  const { stop } = await startLocalStack({ ...options, watch: false });
  return { what: 'a local cloud of its own', env: localEnvironment(options), release: stop };
}

async function examine({ what, env }: Patient): Promise<void> {
  const config = parseConfig(apiConfigSchema, env);
  // Google's clients read some of it by themselves, where to get tokens above all.
  Object.assign(process.env, env);
  const outside = { clock: systemClock, random: Math.random, logger: silentLogger, tracer: noTracing };
  const lifecycle = createLifecycle(outside);
  const parts = { ...outside, lifecycle, metrics: createMetrics({ service: 'doctor', region: config.REGION }) };
  print(`Asking ${what}.\n`);
  try {
    const checks = upstreamChecks(config, parts, composeStore(config, parts));
    const report = await runUpstreamChecks(systemClock, checks);
    for (const warning of modelWarnings(modelPlanOf(config), systemClock.now())) {
      print(`! ${warning}`);
    }
    print(renderUpstreamReport(report).trimEnd());
    process.exitCode = report.works ? 0 : 1;
  } finally {
    await lifecycle.stop();
  }
}

await runScript(async () => {
  const patient = await findPatient();
  try {
    await examine(patient);
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    print(error.message);
    process.exitCode = 1;
  } finally {
    await patient.release();
  }
});
