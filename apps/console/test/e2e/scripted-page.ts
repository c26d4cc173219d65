import type { BrowserContext, Page } from 'playwright-core';

/** An answer by the method and path that it is for, `{id}` for any part of a path. */
export interface ScriptedAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
  /** One after the other before the body, which stays. */
  readonly turns?: unknown[];
}

/** What a page shows once it has come to rest. */
export interface Shown {
  /** Links to pages. */
  readonly pages: number;
  readonly title: string | null;
  readonly headings: readonly string[];
  readonly text: string;
  /** What nobody caught. */
  readonly errors: readonly string[];
}

interface ScriptedWindow extends Window {
  script: { answers: readonly ScriptedAnswer[]; overview: unknown; errors: string[]; tell: () => void };
}

/** In the page, before any of its own scripts: requests and the stream of overviews are answered by the script. */
function install(): void {
  const own = window as unknown as ScriptedWindow;
  own.script = { answers: [], overview: null, errors: [], tell: () => {} };
  addEventListener('error', ({ message }) => own.script.errors.push(message));
  addEventListener('unhandledrejection', ({ reason }) => own.script.errors.push(String(reason)));
  const matches = (pattern: string, path: string): boolean => {
    const [wanted, asked] = [pattern.split('/'), path.split('/')];
    return wanted.length === asked.length && wanted.every((part, at) => part.startsWith('{') || part === asked[at]);
  };
  window.fetch = async (url, { method = 'GET' } = {}) => {
    const { pathname } = new URL(String(url), location.href);
    const found = own.script.answers.find((one) => one.method === method && matches(one.path, pathname));
    if (found?.turns !== undefined) {
      // As over a network: some frames are drawn meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const missing = { code: 'not_found', title: 'There is no such route.', retryable: false };
    return new Response(JSON.stringify(found?.turns?.shift() ?? found?.body ?? missing), {
      status: found?.status ?? 404,
      headers: { 'content-type': 'application/json' },
    });
  };
  class ScriptedEvents extends EventTarget {
    static readonly CLOSED = 2;
    readonly readyState = 1;
    constructor() {
      super();
      own.script.tell = () =>
        this.dispatchEvent(new MessageEvent('overview', { data: JSON.stringify(own.script.overview) }));
      setTimeout(() => own.script.tell());
    }
    close(): void {
      own.script.tell = () => {};
    }
  }
  Object.assign(window, { EventSource: ScriptedEvents });
}

/** In the page: leaves the page that is open, comes to another, and looks at it once nothing is awaited any more. */
async function visit([hash, answers, overview]: readonly [string, readonly ScriptedAnswer[], unknown]): Promise<Shown> {
  const { script } = window as unknown as ScriptedWindow;
  const rest = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 5));
  Object.assign(script, { answers, overview });
  location.hash = hash.startsWith('#/try') ? '#/access' : '#/try';
  await rest();
  script.errors.length = 0;
  location.hash = hash;
  script.tell();
  const isAtRest = (): boolean => {
    const isThere = document.querySelector('nav [aria-current]')?.getAttribute('href') === hash.split('?')[0];
    const main = document.querySelector('main');
    const waits =
      /Looking…|Opening…/.test(document.body.textContent ?? '') || main?.querySelector('[aria-busy=true]') != null;
    return script.errors.length > 0 || (isThere && main?.querySelector('h1') != null && !waits);
  };
  // So many rounds end only what never comes to rest.
  for (let rounds = 0; rounds < 2_000 && (rounds < 4 || !isAtRest()); rounds += 1) {
    await rest();
  }
  const texts = (selector: string): string[] =>
    [...document.querySelectorAll<HTMLElement>(selector)].map(({ textContent }) => textContent ?? '');
  return {
    pages: texts('nav a').length,
    title: texts('main h1')[0] ?? null,
    headings: texts('main h2'),
    text: texts('main').join(),
    errors: [...script.errors],
  };
}

/** A page of the console whose API is a script. */
export async function openScriptedPage(window: BrowserContext, consoleUrl: string): Promise<Page> {
  const page = await window.newPage();
  await page.addInitScript(install);
  await page.goto(consoleUrl);
  return page;
}

export const show = (page: Page, hash: string, answers: readonly ScriptedAnswer[], overview: unknown): Promise<Shown> =>
  page.evaluate(visit, [hash, answers, overview] as const);
