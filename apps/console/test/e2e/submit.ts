import type { BrowserContext } from 'playwright-core';
import type { E2eStack } from './stack.ts';

/** Pastes a whole share text, and reads the workout. */
export async function submitToResult(e2e: E2eStack, window: BrowserContext): Promise<string> {
  const page = await window.newPage();
  await page.goto(`${e2e.consoleUrl}#/try`);
  const text = `Check out this video! ${await e2e.link()} #legday`;
  await page.getByLabel('A link, or the text of a share sheet').fill(text);
  const startedAt = performance.now();
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.getByRole('heading', { name: 'Result' }).waitFor();
  const tookMs = performance.now() - startedAt;
  await page.getByText('Goblet squats').waitFor();
  await page.getByText('3 × 12 reps').waitFor();
  const stages = await page.getByRole('list', { name: 'Stages' }).getByRole('listitem').allTextContents();
  if (!stages.at(-1)?.startsWith('succeeded')) {
    throw new Error(`stages: ${stages.join(', ')}`);
  }
  await page.getByLabel('What is wrong').fill('The last one is a bridge.');
  await page.getByRole('button', { name: 'This is wrong' }).click();
  await page.getByText('kept for the evaluation').waitFor();
  const { body } = await e2e.ops.get('/feedback');
  if (!JSON.stringify(body).includes('The last one is a bridge.')) {
    throw new Error('the feedback is not kept');
  }
  await page.getByLabel('A link, or the text of a share sheet').fill('https://www.tiktok.com/@coach');
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.getByText('Open the single post first').waitFor();
  await page.close();
  return `in ${(tookMs / 1_000).toFixed(1)} s; what cannot be read says what to do`;
}
