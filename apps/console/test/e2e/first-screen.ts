import type { BrowserContext } from 'playwright-core';
import type { ShownFault } from './faults.ts';

const PATIENCE_MS = 10_000;

/** Opens the page anew and waits, without a click, until the first screen names every fault. Gives the milliseconds it took. */
export async function namedAfterMs(
  window: BrowserContext,
  url: string,
  faults: readonly ShownFault[],
  picture?: string,
): Promise<number> {
  const page = await window.newPage();
  const startedAt = performance.now();
  await page.goto(url);
  for (const { sentence } of faults) {
    await page.getByRole('listitem').filter({ hasText: sentence }).first().waitFor({ timeout: PATIENCE_MS });
  }
  const tookMs = performance.now() - startedAt;
  for (const { sentence } of faults) {
    const box = await page.getByRole('listitem').filter({ hasText: sentence }).first().boundingBox();
    const height = page.viewportSize()?.height ?? 0;
    if (box === null || box.y + 20 > height) {
      throw new Error(`${sentence} is below the first screen`);
    }
  }
  if (picture !== undefined) {
    await page.screenshot({ path: picture });
  }
  await page.close();
  return tookMs;
}
