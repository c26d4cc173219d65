import { ENDED_SESSION } from '@sets/callers';
import type { ConsoleSession } from '@sets/contract';
import type { Caller } from '@sets/service-kit';
import type { ApiConfig } from '../config.ts';
import type { ApiHandlers } from '../http/api-handlers.ts';
import type { ConsoleFiles } from './console-files.ts';

export interface ConsoleHandlersDeps {
  readonly config: Pick<ApiConfig, 'AUTH_MODES' | 'ENVIRONMENT'>;
  readonly consoleFiles: ConsoleFiles;
}

type Pages = 'getConsole' | 'getConsoleScript' | 'getConsoleStyle';
type Sessions = 'openSession' | 'getSession' | 'closeSession';

/** Their names change with their contents. */
const FOR_EVER = { 'Cache-Control': 'public, max-age=31536000, immutable' };

export function consoleHandlers({ config, consoleFiles }: ConsoleHandlersDeps): ApiHandlers<Pages | Sessions> {
  const admitsAnybody = config.AUTH_MODES === undefined || config.AUTH_MODES.includes('none');

  const sessionOf = ({ id, kind, scopes }: Caller): ConsoleSession => ({
    caller: id,
    // Where callers need no key, an operator's token does not keep its holder from submitting.
    scopes: admitsAnybody ? [...new Set([...scopes, 'submit' as const])] : [...scopes],
    kind: kindOf(kind),
  });

  function kindOf(kind: Caller['kind']): ConsoleSession['kind'] {
    if (kind === 'anonymous' || (admitsAnybody && config.ENVIRONMENT === 'local')) {
      return 'open';
    }
    return kind === 'operator' ? 'ops_token' : 'key';
  }

  return {
    openSession: ({ caller }) => ({ status: 200, body: sessionOf(caller) }),
    getSession: ({ caller }) => ({ status: 200, body: sessionOf(caller) }),
    closeSession: () => ({ status: 204, headers: { 'Set-Cookie': ENDED_SESSION } }),
    getConsole: async () => ({
      status: 200,
      headers: { 'Cache-Control': 'no-cache' },
      body: await consoleFiles.read('index.html'),
    }),
    getConsoleScript: async ({ params }) => ({
      status: 200,
      headers: FOR_EVER,
      body: await consoleFiles.read(`scripts/${params.file}`),
    }),
    getConsoleStyle: async ({ params }) => ({
      status: 200,
      headers: FOR_EVER,
      body: await consoleFiles.read(`styles/${params.file}`),
    }),
  };
}
