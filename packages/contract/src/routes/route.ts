import type { z } from 'zod';
import type { ProblemCode } from '../problems.ts';
import type { ResponseHeader } from './response-headers.ts';
import type { Tag } from './tags.ts';

/**
 * Who may call a route.
 * - `public`: anybody, by decision.
 * - `caller`: an app or service of ours (scope `submit`); anybody where AUTH_MODES is `none`.
 * - `operate`: an operator (scope `operate`).
 * - `signing-in`, `signed-in`: whoever shows a key, whatever it opens; and whoever has a session of the console.
 * - `scrape`: whoever reads metrics; in production nobody at the public port, so the route does not exist there.
 * - `task`, `schedule`: Cloud Tasks and Cloud Scheduler, each by its own service account.
 */
export type Right = 'public' | 'caller' | 'operate' | 'signing-in' | 'signed-in' | 'scrape' | 'task' | 'schedule';

/**
 * The limits that requests count against, each with its own number per window and caller.
 * - `requests`: what may start work or change something.
 * - `reads`: looking at what is the caller's own; polls are many.
 * - `results`: public results, counted by the network that asks.
 */
export type LimitName = 'requests' | 'reads' | 'results';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface BodyDefinition {
  /** Objects refuse unknown members. */
  readonly schema: z.ZodType;
  /** Bytes, unpacked. */
  readonly maxBytes: number;
  readonly example: unknown;
  /**
   * Who judges a body that cannot be read. `refused` (the default) answers the problem at once. `handled` gives it to
   * the handler, for callers that would only send the same body again.
   */
  readonly malformed?: 'refused' | 'handled';
}

/** What a client may do next with what it got. */
export interface LinkDefinition {
  /** Id of the route that is called then. */
  readonly operation: string;
  readonly description: string;
  /** Where its parameters stand in this answer, as runtime expressions of OpenAPI: `$response.body#/id`. */
  readonly parameters: Readonly<Record<string, `$response.${string}`>>;
}

export interface ResponseDefinition {
  readonly description: string;
  /** Headers that it may carry beside those of every response. */
  readonly headers?: readonly ResponseHeader[];
  /** Default `application/json`. */
  readonly mediaType?:
    | 'application/json'
    | 'text/css'
    | 'text/html'
    | 'text/javascript'
    | 'text/plain'
    | 'text/plain; version=0.0.4'
    | 'text/event-stream';
  /** Shape of the body; without it there is none. */
  readonly schema?: z.ZodType;
  readonly example?: unknown;
  readonly links?: Readonly<Record<string, LinkDefinition>>;
  /** Of a redirect: id of the route to which it leads. Most clients show that one's answer as this one's. */
  readonly leadsTo?: string;
}

/** Everything that is known of one route. Express, the OpenAPI document, clients and the endpoint tests read it. */
export interface RouteDefinition {
  readonly method: Method;
  /** With parameters in braces: `/v1/jobs/{id}`. */
  readonly path: `/${string}`;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  readonly right: Right;
  /** Unless `limitOf` finds the right one by who may call and how. */
  readonly limit?: LimitName;
  readonly params?: z.ZodObject;
  /** The problem of a path whose parameters cannot be right. Default `invalid_request`. */
  readonly malformedParams?: ProblemCode;
  /** Without it the route takes no query at all. */
  readonly query?: z.ZodObject;
  /** Request headers that the handler reads, by their names in lower case; others are ignored. */
  readonly headers?: z.ZodObject;
  readonly body?: BodyDefinition;
  /** By status. */
  readonly responses: Readonly<Record<number, ResponseDefinition>>;
  /** What its handler may answer beside what `problemsOf` adds for every route of its kind. */
  readonly problems: readonly ProblemCode[];
}

/** Routes by their operation ids. */
export type RouteTable = Readonly<Record<string, RouteDefinition>>;

export const defineRoutes = <const T extends RouteTable>(routes: T): T => routes;
