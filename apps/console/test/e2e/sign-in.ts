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
  await page.goto(`${e2e.consoleUrl}#/jobs`);
  await page.getByText('Jobs is not for this key.').waitFor();
  await checkTabs(e2e, page, key);
  await page.close();
  await window.clearCookies();
  if (offered.join() !== 'Now,Fleet,Jobs,Access' || offeredToApp.join() !== 'Try it') {
    throw new Error(`offered: ${offered.join()}; to an app: ${offeredToApp.join()}`);
  }
  if (readable.includes(OPS_TOKEN) || readable.includes('sets_session')) {
    throw new Error('a script can read the session');
  }
  return 'an operator and an app, each offered what it may do; tabs agree, and an ended session is said';
}

/** Two tabs share a cookie, and a revoked key ends its sessions: neither page goes on as if nothing had been. */
async function checkTabs({ ops, link, consoleUrl }: E2eStack, page: Page, key: string): Promise<void> {
  const other = await page.context().newPage();
  await other.goto(consoleUrl);
  await other.getByRole('button', { name: 'Sign out an-app' }).click();
  await page.getByText('The session has ended.').waitFor();
  await signIn(page, key);
  await other.getByRole('button', { name: 'Sign out an-app' }).waitFor();
  await other.close();

  const { body } = await ops.get('/keys?caller=an-app');
  const { keys } = body as { readonly keys: readonly { readonly id: string }[] };
  await Promise.all(keys.map(({ id }) => ops.post(`/keys/${id}/revoke`)));
  await page.getByLabel('A link, or the text of a share sheet').fill(await link());
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.getByText('The session has ended.').waitFor();
}
