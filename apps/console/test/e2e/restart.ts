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
  // A page that is opened while nobody answers is filled as soon as somebody does.
  await page.getByRole('link', { name: 'Access' }).click();
  await page.getByText('The API could not be reached.').first().waitFor();
  await stack.apis[0]?.start();
  await page.getByText('There are none yet.').waitFor();
  await page.getByText('The API could not be reached.').first().waitFor({ state: 'detached' });
  await badge.filter({ hasText: /^Live$/ }).waitFor();
  await page.getByRole('link', { name: 'Now' }).click();
  await page.getByRole('heading', { name: 'What needs me now?' }).waitFor({ state: 'attached' });
  await page.getByText('What is shown is as last seen.').waitFor({ state: 'detached' });
  await page.close();
  return 'not live, and live again';
}
