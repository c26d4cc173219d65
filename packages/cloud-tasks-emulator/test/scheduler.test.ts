import { createManualClock } from '@sets/clock/testing';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { startCloudTasksEmulator } from '../src/index.ts';
import { eventually } from './eventually.ts';
import { startReceivingServer, status } from './receiving-server.ts';

test('a schedule is POSTed at each full minute with a token, and counted', async () => {
  const clock = createManualClock(Date.UTC(2026, 10, 1, 12, 0, 20));
  const target = await startReceivingServer();
  const emulator = await startCloudTasksEmulator({
    port: 0,
    jwksPort: 0,
    file: ':memory:',
    clock,
    issuer: 'https://issuer.example',
    schedules: [
      {
        name: 'sweep-us-central1',
        everyMs: 60_000,
        url: `${target.url}/tasks/sweep`,
        audience: 'https://worker.example',
        serviceAccountEmail: 'scheduler@demo.iam.gserviceaccount.com',
      },
    ],
  });
  const ended = (ok: number, failed: number) =>
    eventually(() => emulator.controls.scheduleRuns()).toEqual({ 'sweep-us-central1': { ok, failed } });

  await clock.advanceAsync(39_000);
  expect(target.received).toEqual([]);
  await clock.advanceAsync(1001);
  await ended(1, 0);
  target.answerWith(status(503));
  await clock.advanceAsync(60_000);
  await ended(1, 1);

  const [first] = target.received;
  expect(first).toMatchObject({ method: 'POST', path: '/tasks/sweep', body: '{}' });
  expect(first?.headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': 'Google-Cloud-Scheduler',
    'x-cloudscheduler': 'true',
    'x-cloudscheduler-jobname': 'sweep-us-central1',
    'x-cloudscheduler-scheduletime': '2026-11-01T12:01:00.000Z',
  });
  const token = (first?.headers.authorization ?? '').replace(/^Bearer /, '');
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(emulator.jwksUri)), {
    issuer: 'https://issuer.example',
    audience: 'https://worker.example',
    currentDate: new Date(clock.now()),
  });
  expect(payload.email).toBe('scheduler@demo.iam.gserviceaccount.com');
  await emulator.close();
  await target.close();
});

test('a run that takes longer than its period is not run beside itself', async () => {
  const clock = createManualClock();
  const hanging = await startReceivingServer(() => {});
  const emulator = await startCloudTasksEmulator({
    port: 0,
    jwksPort: 0,
    file: ':memory:',
    clock,
    schedules: [{ name: 's', everyMs: 60_000, url: hanging.url, audience: 'a', serviceAccountEmail: 'a@b.example' }],
  });
  await clock.advanceAsync(60_001);
  await hanging.count(1);
  await clock.advanceAsync(120_000);
  expect(hanging.received.length).toBe(1);
  await emulator.close();
  await hanging.close();
});
