import { userInfo } from 'node:os';
import type { ClientOptions } from '@sets/client';

/** Where `make dev` and `make dev-regions` answer, and the token with which they let operators in. */
const LOCAL_URL = 'http://127.0.0.1:8080';
const LOCAL_OPERATOR = 'operators-of-this-machine';
const LOCAL_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

export const SETTINGS = {
  SETS_URL: `where the API is; ${LOCAL_URL} unless given`,
  SETS_KEY: 'an API key, with the scope `operate` for `sets ops`; a stack of `make dev` needs none',
  NO_COLOR: 'anything but nothing: no colours',
} as const;

export interface Config {
  readonly url: string;
  /** For the routes of callers. */
  readonly caller: ClientOptions;
  /** For the routes of operators. */
  readonly operator: ClientOptions;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {TypeError} when SETS_URL is no address. */
export function readConfig(env: Environment): Config {
  const url = new URL(env.SETS_URL || LOCAL_URL);
  const baseUrl = url.href;
  const key = env.SETS_KEY === '' ? undefined : env.SETS_KEY;
  const local = LOCAL_HOSTS.includes(url.hostname) ? LOCAL_OPERATOR : undefined;
  return {
    url: baseUrl,
    caller: { baseUrl, apiKey: key },
    operator: { baseUrl, apiKey: key ?? local, headers: { 'x-operator': operatorName(env) } },
  };
}

/** On record with every change: the API takes 64 printable characters. */
const operatorName = ({ USER }: Environment): string =>
  (USER || userInfo().username).replace(/[^!-~]/g, '').slice(0, 64) || 'unknown';
