import { isLive, type KeyDocument, type KeyOps, knownScopes, type MadeKey } from '@sets/callers';
import { type Clock, isoTime } from '@sets/clock';
import type { ApiKeyView } from '@sets/contract';
import { actorOf } from '@sets/service-kit';
import type { ApiHandlers } from '../http/api-handlers.ts';

export interface KeyHandlersDeps {
  readonly store: { readonly callers: { readonly keys: KeyOps } };
  readonly clock: Clock;
}

const iso = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));

const toView = (key: KeyDocument, nowMs: number): ApiKeyView => ({
  id: key.id,
  caller: key.caller,
  label: key.label,
  scopes: knownScopes(key.scopes),
  rate_limit: key.rate_limit,
  live: isLive(key, nowMs),
  created_at: isoTime(key.created_at),
  created_by: key.created_by,
  valid_until: iso(key.valid_until),
  revoked_at: iso(key.revoked_at),
  last_used_at: iso(key.last_used_at),
});

export function keyHandlers({
  store: {
    callers: { keys },
  },
  clock,
}: KeyHandlersDeps): ApiHandlers<'createKey' | 'listKeys' | 'rotateKey' | 'revokeKey'> {
  const made = ({ document, secret }: MadeKey) =>
    ({ status: 201, body: { api_key: secret, key: toView(document, clock.now()) } }) as const;
  return {
    async createKey({ body, caller }) {
      const wish = {
        caller: body.caller,
        label: body.label ?? null,
        scopes: body.scopes,
        rateLimit: body.rate_limit ?? null,
        validDays: body.valid_days ?? null,
      };
      return made(await keys.create(wish, actorOf(caller)));
    },

    async listKeys({ query }) {
      const listed = await keys.list(query.caller);
      return { status: 200, body: { keys: listed.map((key) => toView(key, clock.now())) } };
    },

    async rotateKey({ params, body, caller }) {
      return made(await keys.rotate(params.id, body.overlap_hours, actorOf(caller)));
    },

    async revokeKey({ params, caller }) {
      return { status: 200, body: toView(await keys.revoke(params.id, actorOf(caller)), clock.now()) };
    },
  };
}
