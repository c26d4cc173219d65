import { appCheckReportSchema, opsUpstreamsSchema } from '@sets/contract';
import { startSimulators } from '@sets/upstream-simulators';
import { expect, it } from 'vitest';
import { newPost } from './support/fixtures.ts';
import { startTestCloud } from './support/test-cloud.ts';

const APP = '1:1234567890:ios:0a1b2c3d';

it('tokens of the stand-in are watched, counted for the whole fleet, and then asked for', async () => {
  const cloud = await startTestCloud();
  const simulators = await startSimulators({ port: 0, mode: 'none', clock: cloud.clock });
  const base = `http://127.0.0.1:${simulators.port}/app-check`;
  const env = {
    AUTH_MODES: 'app-check',
    APP_CHECK_PROJECT_NUMBER: '1234567890',
    APP_CHECK_APPS: `${APP}=ios`,
    APP_CHECK_BASE_URL: base,
  };
  try {
    const exchange = `${base}/v1/projects/1234567890/apps/${encodeURIComponent(APP)}:exchangeDebugToken`;
    const { token, ttl } = (await (await fetch(exchange, { method: 'POST', body: '{}' })).json()) as {
      token: string;
      ttl: string;
    };
    expect(ttl).toBe('3600s');
    const watching = await cloud.startApi({ ...env, APP_CHECK_MODE: 'monitor' });
    await watching.submit({ url: newPost().url }, { 'x-firebase-appcheck': token });
    await watching.submit({ url: newPost().url }, { 'user-agent': 'okhttp/4.12' });
    await watching.flushStats();

    const enforcing = await cloud.startApi({ ...env, APP_CHECK_MODE: 'enforce' });
    const refused = await enforcing.post('/v1/jobs', { url: newPost().url });
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'AppCheck']);
    const { job } = await enforcing.submit({ url: newPost().url }, { 'x-firebase-appcheck': token });
    expect(job.status).toBe('queued');

    const { upstreams } = opsUpstreamsSchema.parse((await enforcing.ops.get('/upstreams')).body);
    expect(upstreams.at(-1)).toMatchObject({ name: 'signing keys of App Check', status: 'ok' });

    const report = appCheckReportSchema.parse((await enforcing.ops.get('/app-check')).body);
    expect(report).toMatchObject({ mode: 'enforce', safe_to_enforce: false, obstacles: ['4 of 1000 requests seen'] });
    expect(report.groups).toMatchObject([
      { app: APP, platform: 'ios', verified: 2, unverified: 0 },
      { app: 'unknown', platform: 'android', unverified: 1 },
      { app: 'unknown', platform: 'other', unverified: 1 },
    ]);
    expect((await enforcing.get('/metrics')).body).toContain(
      'sets_app_check_requests_total{outcome="verified",app="1:1234567890:ios:0a1b2c3d",platform="ios"',
    );
  } finally {
    await cloud.close();
    await simulators.close();
  }
});
