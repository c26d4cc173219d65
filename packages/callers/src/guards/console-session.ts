import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Clock } from '@sets/clock';
import { CONSOLE_HEADER, ProblemError, SESSION_COOKIE } from '@sets/contract';
import type { GuardedRequest } from '@sets/service-kit';

const LIFE_MS = 8 * 3_600_000;
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/**
 * Sessions of the console. The cookie holds the key itself, sealed: each request shows that key as a bearer would, so a
 * session ends with its key, works as long as keys do while the store is away, and nothing is stored for it.
 */
export interface ConsoleSessions {
  /** Set-Cookie for a session that opens what `token` opens. */
  begin(token: string): string;
  /**
   * The key of the request's session; null without one that this secret has sealed, or past its life.
   *
   * @throws ProblemError `forbidden` when a change does not come from the console's own page
   */
  tokenOf(request: GuardedRequest): string | null;
}

/** Set-Cookie that ends a session at the browser. */
export const ENDED_SESSION = `${SESSION_COOKIE}=; Max-Age=0; ${ATTRIBUTES}`;

/** `secret`: the same on every instance; without one, a session holds at the instance that began it. */
export function createConsoleSessions(secret: string | undefined, clock: Clock): ConsoleSessions {
  const key = new Uint8Array(hkdfSync('sha256', secret ?? randomBytes(32), '', 'session of the console', 32));

  function open(sealed: string): string | null {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length <= IV_BYTES + TAG_BYTES) {
      return null;
    }
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      const at = text.indexOf(' ');
      return Number(text.slice(0, at)) > clock.now() ? text.slice(at + 1) : null;
    } catch {
      // Sealed by another secret, or by nobody.
      return null;
    }
  }

  return {
    begin(token) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
      const sealed = Buffer.concat([cipher.update(`${clock.now() + LIFE_MS} ${token}`, 'utf8'), cipher.final()]);
      const value = Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
      return `${SESSION_COOKIE}=${value}; Max-Age=${LIFE_MS / 1_000}; ${ATTRIBUTES}`;
    },
    tokenOf(request) {
      const sealed = cookieOf(request);
      const token = sealed === null ? null : open(sealed);
      if (token !== null) {
        requireOwnPage(request);
      }
      return token;
    },
  };
}

function cookieOf({ header }: GuardedRequest): string | null {
  const pairs = (header('cookie') ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${SESSION_COOKIE}=`));
  return found === undefined ? null : found.slice(SESSION_COOKIE.length + 1);
}

/** SameSite keeps other sites out, but not a sibling host: a header that no form can send does, and the browser's word. */
function requireOwnPage({ route, header }: GuardedRequest): void {
  const site = header('sec-fetch-site') ?? 'same-origin';
  if (route.method !== 'GET' && (header(CONSOLE_HEADER) === undefined || site !== 'same-origin')) {
    throw new ProblemError('forbidden', { detail: 'A session of the console acts from the console alone.' });
  }
}
