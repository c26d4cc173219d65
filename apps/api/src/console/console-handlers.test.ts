import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock } from '@sets/clock/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createConsoleFiles } from './console-files.ts';
import { consoleHandlers } from './console-handlers.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-'));
  mkdirSync(join(folder, 'scripts'));
  writeFileSync(join(folder, 'index.html'), '<script src="/console/scripts/index-a1.js"></script>');
  writeFileSync(join(folder, 'scripts/index-a1.js'), 'start();');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function scriptNamed(file: string, directory: string | undefined = folder) {
  const consoleFiles = createConsoleFiles(directory, createManualClock());
  const { getConsoleScript } = consoleHandlers({
    config: { AUTH_MODES: undefined, ENVIRONMENT: 'production' },
    consoleFiles,
  });
  return getConsoleScript({ params: { file } } as Parameters<typeof getConsoleScript>[0]);
}

it('gives its own script to be kept for a year', async () => {
  expect(await scriptNamed('index-a1.js')).toEqual({
    status: 200,
    headers: { 'Cache-Control': 'public, max-age=31536000, immutable' },
    body: 'start();',
  });
});

it('lets a page of another release load itself anew, and lets nobody keep that', async () => {
  const answer = await scriptNamed('index-b2.js');
  expect(answer).toMatchObject({ status: 200, headers: { 'Cache-Control': 'no-store' } });
  expect(answer).toMatchObject({ body: expect.stringContaining('location.reload()') });
});

it('has no other script, and none at all without a build', async () => {
  await expect(scriptNamed('other-a1.js')).rejects.toMatchObject({ code: 'route_not_found' });
  await expect(scriptNamed('index-b2.js', join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'route_not_found' });
});
