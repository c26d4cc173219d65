import { z } from 'zod';

export const consoleSessionSchema = z
  .object({
    caller: z.string(),
    scopes: z.array(z.enum(['submit', 'operate'])).describe('What may be offered; the rest is refused all the same.'),
    kind: z.enum(['key', 'ops_token', 'open']).describe('`open`: nobody has to sign in at this machine.'),
  })
  .meta({ id: 'ConsoleSession', description: 'Who is signed in to the console.' });
export type ConsoleSession = z.infer<typeof consoleSessionSchema>;

/** Set-Cookie name; the prefix binds it to this host, to every path and to TLS. */
export const SESSION_COOKIE = '__Host-sets_session';
/** Sent by the console with each request; a form of another site cannot. Its value says nothing. */
export const CONSOLE_HEADER = 'x-sets-console';
