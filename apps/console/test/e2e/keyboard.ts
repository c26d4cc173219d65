import type { BrowserContext, Page } from 'playwright-core';
import type { E2eStack } from './stack.ts';

/** From the address bar to a workout without a pointer: skip link, pages, form, result. */
export async function checkKeyboard(e2e: E2eStack, window: BrowserContext): Promise<string> {
  const page = await window.newPage();
  await page.goto(e2e.consoleUrl);
  await page.getByRole('link', { name: 'Try it' }).waitFor();
  const { keyboard } = page;
  const focused = (): Promise<string> =>
    page.evaluate('document.activeElement?.textContent || document.activeElement?.id || ""');
  await keyboard.press('Tab');
  if ((await focused()) !== 'Skip to the page') {
    throw new Error(`the first stop is "${await focused()}"`);
  }
  for (let stops = 0; (await focused()) !== 'Try it'; stops += 1) {
    if (stops > 10) {
      throw new Error('"Try it" cannot be reached');
    }
    await keyboard.press('Tab');
  }
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Try it' }).waitFor();
  await checkSkipLink(page);
  for (let stops = 0; (await page.evaluate('document.activeElement?.id')) !== 'link'; stops += 1) {
    if (stops > 15) {
      throw new Error('the form cannot be reached');
    }
    await keyboard.press('Tab');
  }
  await keyboard.type(await e2e.link());
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Result' }).waitFor();
  await checkFilters(page);
  await page.close();
  return 'skip link, pages, form, result, filters and a job';
}

/** It leads into the page that is open, and to no other. */
async function checkSkipLink(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Skip to the page' }).focus();
  await page.keyboard.press('Enter');
  const where = await page.evaluate('document.activeElement?.id + " " + location.hash');
  if (where !== 'main #/try') {
    throw new Error(`the skip link leads to ${where}`);
  }
}

/** A choice changes the address and nobody's place; a job that is opened is where the keyboard goes on. */
async function checkFilters(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Jobs' }).press('Enter');
  await page.getByLabel('Status').focus();
  await page.keyboard.press('s');
  await page.waitForURL(/#\/jobs\?status=succeeded/);
  await page.getByRole('cell', { name: 'succeeded' }).first().waitFor();
  const where = await page.evaluate('document.activeElement?.ariaLabel');
  if (where !== 'Status') {
    throw new Error(`after a choice the keyboard is at ${where}`);
  }
  await page.getByRole('cell').getByRole('link').first().press('Enter');
  await page.locator(':focus').getByRole('region', { name: 'One job' }).waitFor();
}
