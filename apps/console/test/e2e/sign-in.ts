import type { BrowserContext, Page } from 'playwright-core';
import { type E2eStack, OPS_TOKEN } from './stack.ts';

const pagesOf = (page: Page): Promise<string[]> =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents();

async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}

/** Two keys, one after the other: each is offered what it may do, and neither is anywhere a script could read it. */
export async function checkSignIn(e2e: E2eStack, window: BrowserContext): Promise<string> {
  const { body } = await e2e.ops.post('/keys', { caller: 'an-app', scopes: ['submit'] });
  const { api_key: key } = body as { readonly api_key: string };
  // Cookies know no ports: those of the stack before would open this one.
  await window.clearCookies();
  const page = await window.newPage();
  await page.goto(e2e.consoleUrl);
  await signIn(page, OPS_TOKEN);
  const offered = await pagesOf(page);
  const readable = String(
    await page.evaluate('JSON.stringify([localStorage, sessionStorage]) + document.cookie + location.href'),
  );
  await page.getByRole('button', { name: /^Sign out/ }).click();
  await signIn(page, key);
  const offeredToApp = await pagesOf(page);
  await page.close();
  await window.clearCookies();
  if (offered.join() !== 'Now,Fleet,Jobs,Access' || offeredToApp.join() !== 'Try it') {
    throw new Error(`offered: ${offered.join()}; to an app: ${offeredToApp.join()}`);
  }
  if (readable.includes(OPS_TOKEN) || readable.includes('sets_session')) {
    throw new Error('a script can read the session');
  }
  return 'an operator and an app, each offered what it may do';
}
