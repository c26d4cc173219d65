import type { BrowserContext } from 'playwright-core';
import { answerOf, bodyOf, SESSION } from './scripted-answers.ts';
import { openScriptedPage, show } from './scripted-page.ts';
import type { E2eStack } from './stack.ts';

const [PAGES, ON_A_PAGE] = [10, 50];

interface JobPage {
  readonly jobs: readonly { readonly id: string }[];
}

/** The page of `searchJobs` that begins at a job, of five hundred. */
function pageAt(number: number): unknown {
  const [job] = (bodyOf('searchJobs') as JobPage).jobs;
  const jobs = Array.from({ length: ON_A_PAGE }, (_, index) => ({ ...job, id: `job-${number}-${index}` }));
  return { jobs, next: number === PAGES - 1 ? null : `cursor-${number}` };
}

/** Five hundred jobs are reached by the keyboard, page by page, and the focus stays where the next press is. */
export async function checkManyJobs(e2e: E2eStack, window: BrowserContext): Promise<string> {
  const page = await openScriptedPage(window, e2e.consoleUrl);
  const turns = Array.from({ length: PAGES }, (_, number) => pageAt(number));
  const answers = [answerOf('getSession', SESSION), { ...answerOf('searchJobs'), turns }];
  await show(page, '#/jobs', answers, bodyOf('getOverview'));
  const rows = page.locator('tbody tr');
  const older = page.getByRole('button', { name: /^Show older/ });
  await older.focus();
  for (let shown = 1; shown < PAGES; shown += 1) {
    await page.keyboard.press('Enter');
    await rows.nth(shown * ON_A_PAGE).waitFor();
  }
  await older.waitFor({ state: 'detached' });
  const count = await rows.count();
  await page.close();
  if (count !== PAGES * ON_A_PAGE) {
    throw new Error(`${count} rows`);
  }
  return `${count} of them, page by page, without a pointer`;
}
