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

/** The page's own script, whatever its contents. */
const ENTRY = /^index-[A-Za-z0-9_-]+\.js$/;
/**
 * In the minutes of a rollout the page may come from one release and its script be asked of another, which does not have
 * it. The page is then loaded anew, until both come from one.
 */
const LOAD_ANEW = {
  status: 200,
  headers: { 'Cache-Control': 'no-store' },
  body: 'setTimeout(() => location.reload(), 2000);\n',
} as const;

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
    async getConsoleScript({ params: { file } }) {
      try {
        return { status: 200, headers: FOR_EVER, body: await consoleFiles.read(`scripts/${file}`) };
      } catch (error) {
        if (!ENTRY.test(file)) {
          throw error;
        }
        // Where no console is built at all, this fails as any other route that there is not.
        await consoleFiles.read('index.html');
        return LOAD_ANEW;
      }
    },
    getConsoleStyle: async ({ params }) => ({
      status: 200,
      headers: FOR_EVER,
      body: await consoleFiles.read(`styles/${params.file}`),
    }),
  };
}
