import { API_ROUTES } from '@sets/contract/routes';
import type { Page } from 'playwright-core';
import { type ScriptedAnswer, type Shown, show } from './scripted-page.ts';

export type RouteId = keyof typeof API_ROUTES;

/** Each page, and the answers that it is made of. */
export const PAGES: Readonly<Record<string, readonly RouteId[]>> = {
  '#/now': ['getOverview'],
  '#/fleet': ['getOverview', 'getHistory', 'getOpsUsage'],
  '#/jobs?dead=true': ['searchJobs', 'listReplays'],
  [`#/jobs?job=${API_ROUTES.searchJobs.responses[200].example.jobs[0]?.id}`]: ['searchJobs'],
  '#/access': ['listKeys', 'getAppCheck'],
};

export const SESSION = { caller: 'ada', kind: 'open', scopes: ['submit', 'operate'], expires_at: null };

interface RouteOf {
  readonly method: string;
  readonly path: string;
  readonly responses: Readonly<Record<number, { readonly example?: unknown }>>;
}

export function answerOf(id: RouteId, body?: unknown): ScriptedAnswer {
  const { method, path, responses } = API_ROUTES[id] as RouteOf;
  return { method, path, status: 200, body: body ?? responses[200]?.example };
}

/** What the route answers, as its table says by an example. */
export const bodyOf = (id: RouteId): unknown => answerOf(id).body;

/** A page of the console before these answers. */
export function lookAt(page: Page, hash: string, bodies: ReadonlyMap<RouteId, unknown>): Promise<Shown> {
  const answers = [...bodies].map(([id, body]) => answerOf(id, body));
  return show(page, hash, [answerOf('getSession', SESSION), ...answers], bodies.get('getOverview') ?? null);
}
