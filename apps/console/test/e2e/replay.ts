import { until } from '@sets/local-stack';
import type { BrowserContext, Page } from 'playwright-core';
import type { E2eStack } from './stack.ts';

const DEAD = 200;
const BATCH = 50;

interface SeenJob {
  readonly id: string;
  readonly replay_of: string | null;
  readonly replayed_by: string | null;
}

async function jobsOf({ ops }: E2eStack, query: string): Promise<readonly SeenJob[]> {
  const seen: SeenJob[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await ops.get(`/jobs?limit=200${query}${after}`);
    const page = body as { readonly jobs: readonly SeenJob[]; readonly next: string | null };
    seen.push(...page.jobs);
    cursor = page.next;
  }
  return seen;
}

async function pressReplay(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Replay/ })
    .first()
    .click();
}

/** 200 dead jobs, the button pressed twice, the API killed in the middle, and the same replay gone on with: each once. */
export async function replayAcrossKill(e2e: E2eStack, window: BrowserContext): Promise<string> {
  const { stack, control, api, ops } = e2e;
  await control.simulators.fault({ upstream: 'scrapecreators', effect: { kind: 'status', status: 402 } });
  for (let sent = 0; sent < DEAD; sent += BATCH) {
    const urls = await Promise.all(Array.from({ length: BATCH }, () => e2e.link()));
    await api.post('/v1/jobs/batch', { jobs: urls.map((url) => ({ url })) });
  }
  const dead = await until('200 dead jobs', async () => {
    const found = await jobsOf(e2e, '&dead=true');
    return found.length === DEAD && found;
  });
  await control.simulators.heal();

  const page = await window.newPage();
  await page.goto(`${e2e.consoleUrl}#/jobs?dead=true&code=scraper_out_of_credits`);
  await page.getByRole('button', { name: 'Preview a replay' }).click();
  await page.getByText(`${DEAD} dead jobs`).first().waitFor();
  const button = page.getByRole('dialog').getByRole('button', { name: /^Replay/ });
  await button.dblclick();
  await until('a part of them', async () => (await jobsOf(e2e, '&dead=true')).length < DEAD - 10);
  await stack.apis[0]?.end('SIGKILL');
  await stack.apis[0]?.start();
  await page.reload();
  for (let rounds = 0; (await jobsOf(e2e, '&dead=true')).length > 0; rounds += 1) {
    if (rounds > 5) {
      throw new Error('some stay dead');
    }
    await page.getByRole('button', { name: 'Go on' }).first().click();
    await pressReplay(page);
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  await page.close();
  const all = await jobsOf(e2e, '');
  const replays = Map.groupBy(
    all.filter(({ replay_of }) => replay_of !== null),
    ({ replay_of }) => replay_of,
  );
  const wrong = dead.filter(({ id }) => replays.get(id)?.length !== 1);
  if (wrong.length > 0) {
    throw new Error(`${wrong.length} were not replayed exactly once`);
  }
  const { body } = await ops.get('/replays');
  const { replays: asked } = body as { readonly replays: readonly { readonly count: number; readonly done: number }[] };
  if (asked.length !== 1 || asked[0]?.done !== DEAD) {
    throw new Error(`one replay of ${DEAD} should stand there: ${JSON.stringify(asked)}`);
  }
  return `${dead.length} dead, ${replays.size} replayed, each once`;
}
