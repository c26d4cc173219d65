import { DAY_MS } from '@sets/clock';
import { ProblemError } from '@sets/contract';
import type { Scope } from '@sets/service-kit';
import { audited, decode, decodeReadable, storedTime, type TransactionReads } from '@sets/store-kit';
import type { CallersContext } from '../callers-context.ts';
import { hashOfKey, newApiKey } from './api-key.ts';
import {
  encodeNewKey,
  isLive,
  KEYS,
  type KeyDocument,
  keyDocumentSchema,
  keyPath,
  knownScopes,
} from './key-document.ts';

/** One in use, and one to change to. */
export const MAX_LIVE_KEYS = 2;
const HOUR_MS = 3_600_000;
const MAX_LISTED = 500;

export interface KeyWish {
  /** Whose key it is: requests that come with it are this caller's. */
  readonly caller: string;
  readonly label: string | null;
  readonly scopes: readonly Scope[];
  /** Requests per window in place of the service's own number. */
  readonly rateLimit: number | null;
  /** Null: until it is revoked. */
  readonly validDays: number | null;
}

export interface MadeKey {
  readonly document: KeyDocument;
  /** The key itself. Nothing can show it again. */
  readonly secret: string;
}

/** What operators do with keys; `actor` is for the record. Each throws ProblemError `storage_unavailable`. */
export interface KeyOps {
  /** @throws ProblemError `too_many_keys` when the caller has two live ones */
  create(wish: KeyWish, actor: string): Promise<MadeKey>;
  /**
   * Makes a second key for the caller of a live one, which goes on opening for `overlapHours`.
   *
   * @throws ProblemError `key_not_found` unless it is live, `too_many_keys`
   */
  rotate(id: string, overlapHours: number, actor: string): Promise<MadeKey>;
  /**
   * Ends a key, at once on this instance. Revoking it again changes nothing.
   *
   * @throws ProblemError `key_not_found`
   */
  revoke(id: string, actor: string): Promise<KeyDocument>;
  /** Newest first, ended ones too. */
  list(caller?: string): Promise<readonly KeyDocument[]>;
}

export interface KeyOpsDeps extends CallersContext {
  /** Drops what this instance remembers of a key that has changed. */
  readonly forget: (id: string) => void;
}

export function createKeyOps(deps: KeyOpsDeps): KeyOps {
  const { documents, forget } = deps;

  async function keysOf(reads: TransactionReads, caller: string): Promise<readonly KeyDocument[]> {
    return decodeReadable(
      await reads.find({ collection: KEYS, where: [['caller', '==', caller]], limit: MAX_LISTED }),
      keyDocumentSchema,
    );
  }

  /** Refuses a third live key. Reads the caller's keys in the transaction, so that no two makers see one free place. */
  async function checkRoom(reads: TransactionReads, caller: string): Promise<void> {
    const nowMs = documents.now();
    const live = (await keysOf(reads, caller)).filter((key) => isLive(key, nowMs));
    if (live.length >= MAX_LIVE_KEYS) {
      throw new ProblemError('too_many_keys', { detail: `Live now: ${live.map(({ id }) => id).join(', ')}.` });
    }
  }

  async function existing(reads: Pick<TransactionReads, 'read'>, id: string): Promise<KeyDocument> {
    const document = decode(await reads.read(keyPath(id)), keyDocumentSchema);
    if (document === null) {
      throw new ProblemError('key_not_found');
    }
    return document;
  }

  function keyFor({ validDays, rateLimit, scopes, ...wish }: KeyWish, actor: string) {
    const key = newApiKey();
    const fields = {
      ...wish,
      id: key.id,
      hash: hashOfKey(key),
      scopes: [...scopes],
      rate_limit: rateLimit,
      created_by: actor,
      valid_until: validDays === null ? null : documents.now() + validDays * DAY_MS,
    };
    const document: KeyDocument = { ...fields, created_at: documents.now(), revoked_at: null, last_used_at: null };
    return {
      made: { document, secret: key.text },
      write: { kind: 'create', path: keyPath(key.id), fields: encodeNewKey(fields) } as const,
    };
  }

  return {
    async create(wish, actor) {
      const { made, write } = keyFor(wish, actor);
      const { id, scopes } = made.document;
      return await audited(deps, {
        entry: { actor, action: 'create_key', target: id, details: { caller: wish.caller, scopes } },
        change: () =>
          documents.transact('create_key', async (reads) => {
            await checkRoom(reads, wish.caller);
            return { value: made, writes: [write] };
          }),
        outcomeOf: () => ({}),
      });
    },

    async rotate(id, overlapHours, actor) {
      const rotated = await audited(deps, {
        entry: { actor, action: 'rotate_key', target: id, details: { overlap_hours: overlapHours } },
        change: () =>
          documents.transact('rotate_key', async (reads) => {
            const nowMs = documents.now();
            const old = await existing(reads, id);
            if (!isLive(old, nowMs)) {
              throw new ProblemError('key_not_found', { detail: 'It has ended.' });
            }
            await checkRoom(reads, old.caller);
            const { made, write } = keyFor(wishLike(old), actor);
            const until = Math.min(old.valid_until ?? Number.POSITIVE_INFINITY, nowMs + overlapHours * HOUR_MS);
            const ending = { kind: 'update', path: keyPath(id), fields: { valid_until: storedTime(until) } } as const;
            return { value: made, writes: [write, ending] };
          }),
        outcomeOf: ({ document }) => ({ new_key: document.id }),
      });
      forget(id);
      return rotated;
    },

    async revoke(id, actor) {
      const revoked = await audited(deps, {
        entry: { actor, action: 'revoke_key', target: id, details: {} },
        change: () =>
          documents.transact('revoke_key', async (reads) => {
            const document = await existing(reads, id);
            if (document.revoked_at !== null) {
              return { value: document, writes: [] };
            }
            const nowMs = documents.now();
            const fields = { revoked_at: storedTime(nowMs) };
            return {
              value: { ...document, revoked_at: nowMs },
              writes: [{ kind: 'update', path: keyPath(id), fields }],
            };
          }),
        outcomeOf: ({ caller }) => ({ caller }),
      });
      forget(id);
      return revoked;
    },

    async list(caller) {
      const where = caller === undefined ? {} : { where: [['caller', '==', caller]] as const };
      const found = await documents.find({ collection: KEYS, ...where, limit: MAX_LISTED });
      return decodeReadable(found.documents, keyDocumentSchema).toSorted(
        (one, other) => other.created_at - one.created_at,
      );
    },
  };
}

/** A key that opens what the old one did; a limit on its life was the old one's alone. */
const wishLike = ({ caller, label, scopes, rate_limit }: KeyDocument): KeyWish => ({
  caller,
  label,
  scopes: knownScopes(scopes),
  rateLimit: rate_limit,
  validDays: null,
});
