import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
/** A process and a local cloud of its own, on a machine that may have other things to do. */
const TIMEOUT_MS = 120_000;

async function doctor(env: Readonly<Record<string, string>>): Promise<{ code: number; output: string }> {
  const { PATH = '', HOME = '' } = process.env;
  // A control port where nobody listens: no local cloud that happens to run is asked.
  const own = { PATH, HOME, LOCAL_CLOUD_CONTROL_PORT: '9' };
  const child = spawn(process.execPath, ['scripts/doctor.ts'], { cwd: ROOT, env: { ...own, ...env } });
  const ended = once(child, 'exit');
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number];
  return { code, output: output + errors };
}

describe('make doctor, on a local cloud of its own', () => {
  it(
    'finds everything that is there, and ends well',
    async () => {
      const { code, output } = await doctor({});
      expect(output).toMatch(/✓ model +gemini-3\.5-flash-lite at eu +\d+ ms {2}served/);
      expect(output).toMatch(/✓ queue +queue of us-central1 +\d+ ms {2}running, 0 tasks, all rights/);
      expect(output).toMatch(/– redis/);
      expect(output).not.toContain('✗');
      expect(output.trimEnd()).toMatch(/The service can work\.$/);
      expect(code).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'finds a model that is asked where it does not live, and ends with 1',
    async () => {
      const { code, output } = await doctor({ GEMINI_LOCATIONS: 'us-central1', GEMINI_FALLBACK_MODELS: 'none' });
      expect(output).toContain('! gemini-3.5-flash-lite is not known to be served at us-central1');
      expect(output).toMatch(/✗ model +gemini-3\.5-flash-lite at us-central1 .*not served here/);
      expect(code).toBe(1);
    },
    TIMEOUT_MS,
  );

  it(
    'names settings with which nobody could be asked',
    async () => {
      const { code, output } = await doctor({ GEMINI_ALLOWED_LOCATIONS: 'mars' });
      expect(output).toContain('GEMINI_ALLOWED_LOCATIONS leaves no location to gemini-3.5-flash-lite');
      expect(code).toBe(1);
    },
    TIMEOUT_MS,
  );
});
