import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { E2eStack } from './stack.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGES = ['now', 'try', 'fleet', 'jobs', 'access'] as const;

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/** Each page in both schemes: nothing that axe calls serious, no error in the console, no side scroll on a phone. */
export async function checkPages(e2e: E2eStack, window: BrowserContext, pictures: string | null): Promise<string> {
  let checks = 0;
  const page = await window.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') {
      errors.push(message.text());
    }
  });
  for (const name of PAGES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${e2e.consoleUrl}#/${name}`);
      await page.getByRole('status').filter({ hasText: 'Live' }).first().waitFor();
      await page.locator('main h1').waitFor({ state: 'attached' });
      await page.waitForLoadState('networkidle', { timeout: 1_000 }).catch(() => {});
      await checkAccess(page, `${name}, ${colorScheme}`);
      checks += 1;
      if (pictures !== null && name === 'fleet' && colorScheme === 'light') {
        await page.screenshot({ path: join(pictures, `console-${name}.png`) });
      }
    }
    await page.setViewportSize({ width: 390, height: 844 });
    const isTooWide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
    if (isTooWide === true) {
      throw new Error(`${name} is wider than a phone`);
    }
    await page.setViewportSize({ width: 1_280, height: 720 });
  }
  await page.close();
  if (errors.length > 0) {
    throw new Error(errors.slice(0, 3).join('; '));
  }
  return `${checks} looked at by axe, none with a serious finding`;
}

async function checkAccess(page: Page, where: string): Promise<void> {
  // Through the debugger, which the page's own policy does not bind.
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate('axe.run()')) as { violations: Finding[] };
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  if (serious.length > 0) {
    throw new Error(`${where}: ${serious.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 80)}`).join('; ')}`);
  }
}
