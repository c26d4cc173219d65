import { createHmac } from 'node:crypto';
import { keyOf } from './secret.ts';

export interface SignedMessage {
  /** The same over all tries of one event. */
  readonly id: string;
  /** Unix milliseconds of this try. */
  readonly atMs: number;
  readonly body: string;
}

/**
 * The headers of Standard Webhooks 1.0 for one try: a signature by each secret, so that a receiver may hold the old one
 * or the new one while they are changed.
 */
export function signedHeaders({ id, atMs, body }: SignedMessage, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const signatures = secrets.map((secret) => {
    const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
    return `v1,${mac}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
