import type { BrowserContext } from 'playwright-core';
import type { ShownFault } from './faults.ts';

export interface Look {
  readonly url: string;
  /** In which all of them must be named, from the address on. */
  readonly withinMs: number;
  readonly picture?: string | undefined;
}

/** Opens the page anew and waits, without a click, until the first screen names every fault. Gives the milliseconds it took. */
export async function namedAfterMs(
  window: BrowserContext,
  faults: readonly ShownFault[],
  { url, withinMs, picture }: Look,
): Promise<number> {
  const page = await window.newPage();
  const startedAt = performance.now();
  await page.goto(url);
  for (const { sentence } of faults) {
    await page.getByRole('listitem').filter({ hasText: sentence }).first().waitFor({ timeout: withinMs });
  }
  const tookMs = performance.now() - startedAt;
  if (tookMs > withinMs) {
    throw new Error(`named after ${(tookMs / 1_000).toFixed(1)} s`);
  }
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
