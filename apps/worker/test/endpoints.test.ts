import { systemClock } from '@sets/clock';
import { startCloudTasksEmulator } from '@sets/cloud-tasks-emulator';
import { WORKER_ROUTES } from '@sets/contract/routes';
import { startFirestoreEmulator } from '@sets/firestore-emulator';
import { createLifecycle, listen, noTracing, parseConfig, silentLogger } from '@sets/service-kit';
import { describeEndpoints } from '@sets/service-kit/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll } from 'vitest';
import { composeWorker } from '../src/compose.ts';
import { workerConfigSchema } from '../src/config.ts';

const ACCOUNTS = {
  task: 'tasks@sets-test.iam.gserviceaccount.com',
  schedule: 'scheduler@sets-test.iam.gserviceaccount.com',
} as const;
const AUDIENCE = 'https://worker.example';

const opened = new AsyncDisposableStack();
let url: string;
let tokenOf: (account: string) => Promise<string>;

beforeAll(async () => {
  const firestore = await startFirestoreEmulator({ port: 0, file: ':memory:' });
  opened.defer(() => firestore.close());
  const tasks = await startCloudTasksEmulator({ port: 0, jwksPort: 0, file: ':memory:' });
  opened.defer(() => tasks.close());
  const issuer = await startIssuer();
  opened.defer(() => issuer.close());
  tokenOf = issuer.tokenOf;

  const config = parseConfig(workerConfigSchema, {
    ...{ ENVIRONMENT: 'test', GOOGLE_CLOUD_PROJECT: 'sets-test' },
    FIRESTORE_EMULATOR_HOST: `${firestore.host}:${firestore.port}`,
    CLOUD_TASKS_ENDPOINT: `${tasks.host}:${tasks.port}`,
    OIDC_ISSUER: issuer.url,
    WORKER_URL: AUDIENCE,
    TASKS_SERVICE_ACCOUNT: ACCOUNTS.task,
    SCHEDULER_SERVICE_ACCOUNT: ACCOUNTS.schedule,
  });
  const lifecycle = createLifecycle({ logger: silentLogger });
  const { server } = await composeWorker(config, {
    ...{ clock: systemClock, random: Math.random, logger: silentLogger, lifecycle, tracer: noTracing },
    eventLoopLag: { read: () => 0, stop() {} },
    serve: (app) => listen(app, { port: 0 }),
  });
  opened.defer(async () => {
    await lifecycle.stop();
  });
  url = server.url;
});
afterAll(() => opened.disposeAsync());

/** Signs tokens as Google does, and shows its key. */
async function startIssuer() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' }] });
  const server = await listen((_request, response) => void response.end(keys), { port: 0 });
  return {
    url: server.url,
    close: () => server.close({ graceMs: 0 }),
    tokenOf: (email: string) =>
      new SignJWT({ email, email_verified: true })
        .setProtectedHeader({ alg: 'RS256', kid: 'k' })
        .setIssuer(server.url)
        .setAudience(AUDIENCE)
        .setExpirationTime('1h')
        .sign(privateKey),
  };
}

const bearer = (account: string) => async () => ({ authorization: `Bearer ${await tokenOf(account)}` });

describeEndpoints({
  routes: WORKER_ROUTES,
  baseUrl: () => url,
  credentials: { task: bearer(ACCOUNTS.task), schedule: bearer(ACCOUNTS.schedule) },
});
