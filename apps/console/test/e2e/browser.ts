import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  ...['--headless', '--disable-gpu', '--disable-quic', '--no-first-run'],
  // Nothing beyond this machine is asked: no updates, no reports.
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Only ends a wait for what will never come: no machine is so busy that it takes as long. */
const PATIENCE_MS = 120_000;

export const SIZES = [
  { name: 'desk', width: 1_280, height: 720 },
  { name: 'phone', width: 390, height: 844 },
] as const;
export type Size = (typeof SIZES)[number];

/** Null where none is installed. */
export const findChromium = (): string | null => PLACES.find((path) => existsSync(path)) ?? null;

/** One window of its own, with nothing remembered. */
export async function openWindow(executablePath: string, { width, height }: Size): Promise<BrowserContext> {
  // Root, as in a container, has no sandbox to enter.
  const args = process.getuid?.() === 0 ? [...FLAGS, '--no-sandbox'] : FLAGS;
  const window = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'console-e2e-')), {
    ...{ executablePath, args, headless: true, viewport: { width, height }, timeout: PATIENCE_MS },
  });
  window.setDefaultTimeout(PATIENCE_MS);
  return window;
}
