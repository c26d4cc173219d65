import { useLayoutEffect, useState } from 'preact/hooks';

export const PAGES = ['now', 'try', 'fleet', 'jobs', 'access'] as const;
export type Page = (typeof PAGES)[number];

/** Where the console is: the page, and what it shows, all in the address: `#/jobs?status=failed`. */
export interface Route {
  readonly page: Page;
  readonly params: URLSearchParams;
}

export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const page = PAGES.find((known) => known === path) ?? 'now';
  return { page, params: new URLSearchParams(query) };
}

export function hrefOf(page: Page, params: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(params).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  );
  const query = new URLSearchParams(given).toString();
  return `#/${page}${query === '' ? '' : `?${query}`}`;
}

export function go(href: string): void {
  location.hash = href;
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => readRoute(location.hash));
  // In one step with the reading of the address: an effect comes a frame later, and a change in between would be lost.
  useLayoutEffect(() => {
    const follow = (): void => setRoute(readRoute(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}
