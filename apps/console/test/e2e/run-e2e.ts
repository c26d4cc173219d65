import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { findChromium, openWindow, SIZES } from './browser.ts';
import { FAULTS, type ShownFault } from './faults.ts';
import { namedAfterMs } from './first-screen.ts';
import { checkHostileStrings } from './hostile-strings.ts';
import { checkKeyboard } from './keyboard.ts';
import { checkManyJobs } from './many-jobs.ts';
import { checkMixedFiles, checkOlderApi } from './older-api.ts';
import { checkPages } from './pages.ts';
import { replayAcrossKill } from './replay.ts';
import { followAcrossRestart } from './restart.ts';
import { checkSignIn } from './sign-in.ts';
import { type E2eStack, startE2eStack } from './stack.ts';
import { submitToResult } from './submit.ts';

/**
 * The console in a real browser, before real processes. `--quick` is what CI runs: each fault alone, one submit, each
 * page. The whole run adds pairs of faults, the replay across a kill, and takes the pictures of the README.
 */
const isQuick = process.argv.includes('--quick');
const PICTURES = join(import.meta.dirname, '../../../../docs/images');
/** CI has neighbours: there a fault must be named, and the figure is the whole run's to judge. */
const NAMED_WITHIN_MS = isQuick ? 120_000 : 10_000;
/** Few tasks are given out, so that hundreds wait in their queue and nobody is asked in vain. */
const FEW_AT_ONCE = { QUEUE_CONCURRENCY: '2' };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

let failures = 0;
async function step(name: string, run: () => Promise<string>): Promise<void> {
  try {
    say(`✓ ${name}: ${await run()}`);
  } catch (error) {
    failures += 1;
    say(`✗ ${name}: ${error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : String(error)}`);
  }
}

/** The pair that the README shows. */
const isShown = (faults: readonly ShownFault[]): boolean =>
  !isQuick && faults.length === 2 && faults.includes(FAULTS.backlog) && faults.includes(FAULTS.deadRegion);

/** Brings faults about, one after the other, and looks at each size of window. */
async function named(e2e: E2eStack, windows: readonly BrowserContext[], faults: readonly ShownFault[]): Promise<void> {
  await step(`the first screen names: ${faults.map(({ name }) => name).join(' and ')}`, async () => {
    for (const fault of faults) {
      await fault.begin(e2e);
    }
    try {
      const took: string[] = [];
      for (const [index, window] of windows.entries()) {
        const picture =
          isShown(faults) && index === 0 ? join(PICTURES, `console-faults-${SIZES[index]?.name}.png`) : undefined;
        const ms = await namedAfterMs(window, faults, { url: e2e.consoleUrl, withinMs: NAMED_WITHIN_MS, picture });
        took.push(`${SIZES[index]?.name} after ${(ms / 1_000).toFixed(1)} s`);
      }
      return took.join(', ');
    } finally {
      for (const fault of faults) {
        await fault.end(e2e);
      }
    }
  });
}

async function withStack(name: string, env: Record<string, string>, run: (e2e: E2eStack) => Promise<void>) {
  const e2e = await startE2eStack(name, env);
  try {
    await run(e2e);
  } finally {
    await e2e.close();
  }
}

async function run(chromium: string): Promise<void> {
  const windows = await Promise.all(SIZES.map((size) => openWindow(chromium, size)));
  const [desk, phone] = windows;
  if (desk === undefined || phone === undefined) {
    throw new Error('no window');
  }
  if (!isQuick) {
    mkdirSync(PICTURES, { recursive: true });
  }
  const { deadRegion, openCircuit, backlog, usedUpBudget, firestoreAway } = FAULTS;
  await withStack('plain', {}, async (e2e) => {
    await step('a link becomes a workout', () => submitToResult(e2e, desk));
    await step('every page, in the light and the dark', () => checkPages(e2e, desk, isQuick ? null : PICTURES));
    await step('before an API of an earlier release', () => checkOlderApi(e2e, desk, isQuick));
    await step('a page and a script of two releases', () => checkMixedFiles(e2e, desk));
    await step('strings that are not meant well', () => checkHostileStrings(e2e, phone));
    await step('five hundred jobs', () => checkManyJobs(e2e, desk));
    await step('keyboard alone', () => checkKeyboard(e2e, desk));
    if (!isQuick) {
      await step('the API killed and started again', () => followAcrossRestart(e2e, desk));
      await step('replay of 200 across a kill', () => replayAcrossKill(e2e, desk));
    }
  });
  await withStack('keys', { AUTH_MODES: 'api-key' }, async (e2e) => {
    await step('signing in', () => checkSignIn(e2e, desk));
  });
  await withStack('faults', FEW_AT_ONCE, async (e2e) => {
    await named(e2e, windows, [openCircuit]);
    await named(e2e, windows, [firestoreAway]);
    if (!isQuick) {
      await named(e2e, windows, [openCircuit, firestoreAway]);
      await named(e2e, windows, [deadRegion, openCircuit]);
      await named(e2e, windows, [deadRegion, firestoreAway]);
      // The circuit first: behind a backlog no model is called.
      await named(e2e, windows, [openCircuit, backlog]);
    }
    await named(e2e, windows, [deadRegion]);
    await named(e2e, windows, [backlog]);
    if (!isQuick) {
      await named(e2e, windows, [backlog, deadRegion]);
      await named(e2e, windows, [backlog, firestoreAway]);
    }
  });
  await withStack('budget', { BUDGET_TOTAL_USD_PER_DAY: '0.01' }, async (e2e) => {
    await named(e2e, windows, [usedUpBudget]);
    if (!isQuick) {
      await named(e2e, windows, [usedUpBudget, deadRegion]);
      await named(e2e, windows, [usedUpBudget, firestoreAway]);
    }
  });
  if (!isQuick) {
    for (const [other, usd] of [
      [openCircuit, 0.18],
      [backlog, 11],
    ] as const) {
      await withStack(`budget-of-${usd}`, { ...FEW_AT_ONCE, BUDGET_TOTAL_USD_PER_DAY: String(usd) }, async (e2e) => {
        await named(e2e, windows, [other, usedUpBudget]);
      });
    }
  }
  await Promise.all(windows.map((window) => window.close()));
}

const chromium = findChromium();
if (chromium === null) {
  say('skipped: no Chromium is installed (Debian: apt-get install chromium)');
} else {
  await run(chromium);
  say(failures === 0 ? 'all as it must be' : `${failures} failed`);
  process.exitCode = failures === 0 ? 0 : 1;
}
