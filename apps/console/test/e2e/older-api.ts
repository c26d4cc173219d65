import type { BrowserContext } from 'playwright-core';
import { bodyOf, lookAt, PAGES, type RouteId } from './scripted-answers.ts';
import { openScriptedPage, type Shown } from './scripted-page.ts';
import type { E2eStack } from './stack.ts';

type FieldPath = readonly (string | number)[];

/** Every field of a value, however deep; of a list its first member stands for all. */
function fieldsOf(value: unknown, path: FieldPath = []): FieldPath[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? [] : fieldsOf(value[0], [...path, 0]);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, inner]) => [[...path, name], ...fieldsOf(inner, [...path, name])]);
}

const hasParts = (value: unknown, path: FieldPath): boolean =>
  typeof path.reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], value) === 'object';

/** As an API would answer that did not know the field yet: no member of a list has it. */
function without(value: unknown, [name, ...rest]: FieldPath): unknown {
  if (Array.isArray(value)) {
    return value.map((member) => without(member, rest));
  }
  if (typeof value !== 'object' || value === null || name === undefined) {
    return value;
  }
  const entries = Object.entries(value).filter(([key]) => rest.length > 0 || key !== name);
  return Object.fromEntries(entries.map(([key, inner]) => [key, key === name ? without(inner, rest) : inner]));
}

/** Null when the page does what it can: it stands, says its other parts, and shows nobody's `undefined`. */
function faultOf({ pages, title, headings, text, errors }: Shown, whole: Shown): string | null {
  if (errors.length > 0 || pages !== whole.pages || title !== whole.title) {
    return `broke: ${errors.join() || 'nothing is left'}`;
  }
  // That of one job is its state and id: without them there is nothing to open.
  const parts = whole.headings.filter((heading) => !heading.includes(' · '));
  const lost = parts.filter((heading) => !headings.includes(heading));
  const [garbage] = /undefined|NaN|Invalid Date|\[object/.exec(text) ?? [];
  return lost.length > 0 ? `lost ${lost.join()}` : garbage === undefined ? null : `shows ${garbage}`;
}

/**
 * A new page before an API of an earlier release, as in the minutes of a rollout: each field of each answer is missing
 * once, then each route. The page says what it cannot show, and shows the rest. `isQuick`: only what has parts of its own,
 * without which a page would break; the rest would be a word.
 */
export async function checkOlderApi(e2e: E2eStack, window: BrowserContext, isQuick: boolean): Promise<string> {
  const page = await openScriptedPage(window, e2e.consoleUrl);
  const faults: string[] = [];
  let checks = 0;
  for (const [hash, ids] of Object.entries(PAGES)) {
    const bodies = new Map(ids.map((id) => [id, bodyOf(id)]));
    const whole = await lookAt(page, hash, bodies);
    const judge = async (what: string, own: ReadonlyMap<RouteId, unknown>): Promise<void> => {
      checks += 1;
      const fault = faultOf(await lookAt(page, hash, own), whole);
      if (fault !== null) {
        faults.push(`${hash} without ${what} ${fault}`);
        await page.reload();
      }
    };
    for (const [id, body] of bodies) {
      for (const path of fieldsOf(body).filter((field) => !isQuick || hasParts(body, field))) {
        await judge(`${id}.${path.join('.')}`, new Map(bodies).set(id, without(body, path)));
      }
      if (id !== 'getOverview') {
        await judge(id, new Map([...bodies].filter(([other]) => other !== id)));
      }
    }
  }
  await page.close();
  if (faults.length > 0) {
    throw new Error(`${faults.length} of ${checks}: ${faults.join('; ')}`);
  }
  return `${checks} answers that lack a field or are not there: each page says so and shows the rest`;
}

/** A page whose script the answering instance does not have loads itself again, until both come from one release. */
export async function checkMixedFiles(
  { consoleUrl }: Pick<E2eStack, 'consoleUrl'>,
  window: BrowserContext,
): Promise<string> {
  const page = await window.newPage();
  let loads = 0;
  await page.route(consoleUrl, async (route) => {
    loads += 1;
    const response = await route.fetch();
    const html = await response.text();
    // Twice of a release whose script is nowhere.
    const body = loads > 2 ? html : html.replace(/index-[\w-]+\.js/, 'index-OfAnotherRelease.js');
    await route.fulfill({ response, body });
  });
  await page.goto(consoleUrl);
  await page.getByRole('link', { name: 'Try it' }).waitFor();
  await page.close();
  return `opened by itself at load ${loads}`;
}
