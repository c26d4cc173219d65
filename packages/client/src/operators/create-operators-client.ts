import type { WireRequest } from '../connection.ts';
import { type ClientBase, type ClientOptions, createBase } from '../options.ts';
import { withRetries } from '../retries.ts';
import { ROUTES, type Routes } from './routes.ts';

type Input<R> = Omit<R, 'answer'> & { readonly signal?: AbortSignal | undefined };

/** A route as a method: its parameters, query and body by these names, and its answer. */
export type RouteMethod<R extends { readonly answer: unknown }> =
  Partial<Input<R>> extends Input<R>
    ? (input?: Input<R>) => Promise<R['answer']>
    : (input: Input<R>) => Promise<R['answer']>;

/** Every route of the API that answers JSON, by its name in the API's document. Each fails as the client's methods do. */
export type OperatorsClient = { readonly [Id in keyof Routes]: RouteMethod<Routes[Id]> };

interface AnyInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** What reads is sent again where that may help; what changes something is sent once. */
export function createOperatorsClient(options: ClientOptions): OperatorsClient {
  const base = createBase(options);
  const methods = Object.entries(ROUTES).map(([id, route]) => [id, toMethod(base, route)]);
  return Object.fromEntries(methods) as OperatorsClient;
}

function toMethod(base: ClientBase, [method, path]: readonly [string, string]) {
  return async ({ params = {}, query = {}, body, signal }: AnyInput = {}): Promise<unknown> => {
    const request: WireRequest = { method, path: `${fillPath(path, params)}${queryOf(query)}`, body, signal };
    const ask = (): Promise<unknown> => base.connection.ask(request);
    return await (method === 'GET' ? withRetries(base, signal, ask) : ask());
  };
}

const fillPath = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(params[name] ?? ''));

function queryOf(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const pairs = given.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
