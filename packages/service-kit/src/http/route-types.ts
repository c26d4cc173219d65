import type { ProblemError } from '@sets/contract';
import type { ResponseHeader, RouteDefinition, RouteTable } from '@sets/contract/routes';
import type { z } from 'zod';
import type { TraceContext } from '../trace.ts';
import type { Caller } from './caller.ts';
import type { JsonText } from './json-text.ts';

/** A body that the table leaves to its handler. */
export type ReadBody<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ProblemError };

type Nothing = Readonly<Record<string, never>>;
type Parsed<S> = S extends z.ZodType ? z.output<S> : Nothing;
type Part<R, Name extends string> = R extends { readonly [N in Name]: infer S } ? Parsed<S> : Nothing;
type Body<R> = R extends { readonly body: { readonly schema: infer S; readonly malformed: 'handled' } }
  ? ReadBody<Parsed<S>>
  : R extends { readonly body: { readonly schema: infer S } }
    ? Parsed<S>
    : undefined;

/** One request to a route, read through the schemas of its table. */
export interface RouteRequest<R extends RouteDefinition = RouteDefinition> {
  readonly params: Part<R, 'params'>;
  readonly query: Part<R, 'query'>;
  readonly headers: Part<R, 'headers'>;
  readonly body: Body<R>;
  readonly caller: Caller;
  /** This request's own span. */
  readonly trace: TraceContext;
  /** Names it in the logs, in its answer, and in a job that it makes. */
  readonly requestId: string;
  /** Aborts when the caller has gone before its answer. */
  readonly signal: AbortSignal;
}

type HeadersOf<D> = D extends { readonly headers: readonly (infer H extends ResponseHeader)[] } ? H : never;
type Content<D> = D extends { readonly mediaType: 'text/event-stream' }
  ? { readonly stream: AsyncIterable<string>; readonly cut?: AbortSignal }
  : D extends { readonly schema: infer S extends z.ZodType }
    ? { readonly body: z.input<S> | JsonText<z.input<S>> }
    : { readonly body?: never };

type AnswerWith<Status, D> = {
  readonly status: Status;
  /** Those that the table names, and `Cache-Control`, which is `no-store` unless given. */
  readonly headers?: { readonly [H in HeadersOf<D> | 'Cache-Control']?: string };
} & Content<D>;

/** What a handler may answer: one of the responses of its table. Problems are thrown. */
export type Answer<R extends RouteDefinition> = {
  [Status in keyof R['responses']]: AnswerWith<Status, R['responses'][Status]>;
}[keyof R['responses']];

export type RouteHandler<R extends RouteDefinition> = (request: RouteRequest<R>) => Answer<R> | Promise<Answer<R>>;

/** One handler per route: a missing one does not compile, and neither does one without a route. */
export type RouteHandlers<T extends RouteTable> = { readonly [Id in keyof T]: RouteHandler<T[Id]> };

/** A request as guards see it: nothing of its body. */
export interface GuardedRequest {
  readonly route: RouteDefinition;
  header(name: string): string | undefined;
  /** Of the client, as far as proxies are trusted; see `clientAddress`. */
  address(): string;
  /** Puts a header on the answer, whatever that will be. */
  answerHeader(name: ResponseHeader, value: string): void;
}

/**
 * Decides who calls and whether it may, from the headers and the address alone, before any of the body is read.
 *
 * @throws ProblemError `unauthenticated`, `forbidden`, or why that cannot be decided just now
 */
export type Guard = (request: GuardedRequest) => Caller | Promise<Caller>;

type GuardedRight<T extends RouteTable> = Exclude<T[keyof T]['right'], 'public'>;

/**
 * One guard per right that the table asks for. `closed`: its routes do not exist here. Public routes may have one too,
 * which lets anybody in, though not as often as it likes.
 */
export type Guards<T extends RouteTable> = { readonly [R in GuardedRight<T>]: Guard | 'closed' } & {
  readonly public?: Guard;
};

/** An answer as the sender sees it, whatever its route. */
export interface AnyAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** Pulled as fast as the caller reads, a piece ahead. Not begun for a caller who wants the head alone. */
  readonly stream?: AsyncIterable<string>;
  /** Cuts the connection under the stream, for callers that read no more. */
  readonly cut?: AbortSignal;
}

/** A refusal, as a route tells it that speaks another contract than ours. */
export interface RefusedRequest {
  readonly problem: ProblemError;
  readonly requestId: string;
  readonly path: string;
  header(name: string): string | undefined;
}

/** How such a route words its refusals. */
export type RefusalDialect = (refused: RefusedRequest) => {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body: unknown;
};

/** A route with everything that answers it. */
export interface BoundRoute {
  readonly id: string;
  readonly route: RouteDefinition;
  /** Null: anybody may call. */
  readonly guard: Guard | null;
  readonly handle: (request: RouteRequest) => AnyAnswer | Promise<AnyAnswer>;
  /** Default: RFC 9457. */
  readonly dialect?: RefusalDialect;
}
