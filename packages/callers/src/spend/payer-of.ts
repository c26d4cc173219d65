import { createHash } from 'node:crypto';

/** Who pays for a request: a name of `[A-Za-z0-9_-]`, at most 64 characters. */
export type Payer = string;

/**
 * Whose budget a caller spends. Those without a name are told apart by their networks, of which only a digest is kept.
 */
export const payerOf = ({ id, network }: { readonly id: string; readonly network?: string }): Payer =>
  network === undefined ? id : `net_${createHash('sha256').update(network).digest('base64url').slice(0, 22)}`;
