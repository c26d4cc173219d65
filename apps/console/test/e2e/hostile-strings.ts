import type { BrowserContext } from 'playwright-core';
import { bodyOf, lookAt, PAGES, type RouteId } from './scripted-answers.ts';
import { openScriptedPage } from './scripted-page.ts';
import type { E2eStack } from './stack.ts';

const MARKUP = `"'><img src=x onerror="window.hacked=1"><svg onload="window.hacked=1"><script>window.hacked=1</script>`;

/** What may stand in a caption, a name or a note, though the API lets most of it not through. */
const STRINGS: Readonly<Record<string, string>> = {
  markup: MARKUP,
  'a link that is a script': 'javascript:window.hacked=1',
  'a word of a thousand letters': 'W'.repeat(1_000),
  'signs that turn and pile up': `\u202e\u2066${'Z\u0351\u036b'.repeat(40)}`,
  pictures: '🏋️‍♀️'.repeat(200),
  nothing: '',
};

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT/.test(text);

/** Every text of an answer but times; names of fields too where they are data. */
function withStrings(value: unknown, text: string): unknown {
  if (typeof value === 'string') {
    return isTime(value) ? value : text;
  }
  if (Array.isArray(value)) {
    return value.map((member) => withStrings(member, text));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withStrings(inner, text)]));
}

/** Every page with such a text in each place where text stands, at the width of a phone: it stays text, in its place. */
export async function checkHostileStrings(e2e: E2eStack, window: BrowserContext): Promise<string> {
  const page = await openScriptedPage(window, e2e.consoleUrl);
  const faults: string[] = [];
  let checks = 0;
  for (const [hash, ids] of Object.entries(PAGES)) {
    for (const [name, text] of Object.entries(STRINGS)) {
      checks += 1;
      const bodies = new Map<RouteId, unknown>(ids.map((id) => [id, withStrings(bodyOf(id), text)]));
      const { errors, pages } = await lookAt(page, hash, bodies);
      const found = (await page.evaluate(`JSON.stringify({
        ran: 'hacked' in window,
        scripts: document.querySelectorAll('main script, main img, main [href^="javascript:"]').length,
        wide: document.documentElement.scrollWidth > window.innerWidth,
      })`)) as string;
      if (errors.length > 0 || pages === 0 || found !== '{"ran":false,"scripts":0,"wide":false}') {
        faults.push(`${hash} with ${name}: ${errors.join() || found}`);
      }
    }
  }
  await page.close();
  if (faults.length > 0) {
    throw new Error(`${faults.length} of ${checks}: ${faults.join('; ')}`);
  }
  return `${checks} pages, in which text stays text and in its place`;
}
