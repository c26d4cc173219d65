import { userInfo } from 'node:os';
import type { ClientOptions } from '@sets/client';
import { UsageError } from './command.ts';

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

/** @throws {UsageError} for a setting with which nothing could be sent. */
export function readConfig(env: Environment): Config {
  const url = baseOf(env.SETS_URL || LOCAL_URL);
  const baseUrl = url.href;
  const key = keyOf(env.SETS_KEY);
  const local = LOCAL_HOSTS.includes(url.hostname) ? LOCAL_OPERATOR : undefined;
  return {
    url: baseUrl,
    caller: { baseUrl, apiKey: key },
    operator: { baseUrl, apiKey: key ?? local, headers: { 'x-operator': operatorName(env) } },
  };
}

function baseOf(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`SETS_URL is no address of an API: ${text}`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new UsageError(
      'SETS_URL names an API alone: no name, password, query or fragment. A key goes into SETS_KEY.',
    );
  }
  return url;
}

/** A file or a shell may have left a line break behind it. */
function keyOf(text: string | undefined): string | undefined {
  const key = text?.trim() || undefined;
  if (key !== undefined && !/^[!-~]+$/.test(key)) {
    throw new UsageError('SETS_KEY is no API key: it holds what no key does.');
  }
  return key;
}

/** On record with every change: the API takes 64 printable characters. */
const operatorName = ({ USER }: Environment): string =>
  (USER || userInfo().username).replace(/[^!-~]/g, '').slice(0, 64) || 'unknown';
