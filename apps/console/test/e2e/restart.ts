import type { BrowserContext } from 'playwright-core';
import type { E2eStack } from './stack.ts';

/** The API goes and comes back: the open page says that it is not live, then is again, without a touch. */
export async function followAcrossRestart({ stack, consoleUrl }: E2eStack, window: BrowserContext): Promise<string> {
  const page = await window.newPage();
  await page.goto(consoleUrl);
  const badge = page.locator('header').getByRole('status');
  await badge.filter({ hasText: /^Live$/ }).waitFor();
  await stack.apis[0]?.end('SIGKILL');
  await badge.filter({ hasText: /^Not live · as of / }).waitFor();
  await page.getByText('What is shown is as last seen.').waitFor();
  await stack.apis[0]?.start();
  await badge.filter({ hasText: /^Live$/ }).waitFor();
  await page.getByText('What is shown is as last seen.').waitFor({ state: 'detached' });
  await page.close();
  return 'not live, and live again';
}
