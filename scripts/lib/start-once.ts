import { spawnSync } from 'node:child_process';

/** Makes every part of a bundled app once and stops at a faulty setting: fills the compile cache, and shows that all loads. */
export function startOnce(bundle: string): void {
  const env = { PORT: '0', HOST: '127.0.0.1', CRASH_POINT: 'none' };
  const { status, stdout } = spawnSync(process.execPath, [bundle], { env, encoding: 'utf8' });
  if (status !== 1 || !stdout.includes('names no crash point')) {
    throw new Error(`${bundle} did not start: ${stdout}`);
  }
}
