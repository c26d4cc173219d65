import { Storage } from '@google-cloud/storage';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Simulators, startSimulators } from '../src/index.ts';

let simulators: Simulators;
beforeEach(async () => {
  simulators = await startSimulators({ port: 0, mode: 'none' });
});
afterEach(() => simulators.close());

const bucket = () =>
  new Storage({
    projectId: 'sets-local',
    apiEndpoint: `http://127.0.0.1:${simulators.port}/storage`,
    useAuthWithCustomEndpoint: false,
    retryOptions: { autoRetry: false },
  }).bucket('staging');

it('keeps what the official client uploads, and forgets what it deletes', async () => {
  const file = bucket().file('a/b.mp4');
  await file.save(Buffer.alloc(40 * 1024 * 1024, 'x'), {
    resumable: false,
    contentType: 'video/mp4',
    validation: false,
  });
  const [metadata] = await file.getMetadata();
  expect(metadata).toMatchObject({ contentType: 'video/mp4', size: String(40 * 1024 * 1024) });
  await file.delete();
  await expect(file.getMetadata()).rejects.toMatchObject({ code: 404 });
});

it('keeps nothing of an upload that breaks off', async () => {
  const file = bucket().file('broken.mp4');
  const upload = file.createWriteStream({ resumable: false, contentType: 'video/mp4', validation: false });
  upload.write(Buffer.alloc(1_000_000));
  const closed = new Promise((resolve) => upload.on('error', resolve));
  upload.destroy(new Error('the source broke'));
  await closed;
  await expect(file.getMetadata()).rejects.toMatchObject({ code: 404 });
});
