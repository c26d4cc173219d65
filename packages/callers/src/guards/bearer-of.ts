import type { GuardedRequest } from '@sets/service-kit';

const BEARER = /^bearer +([^ ]+)$/i;

/** The token of `Authorization: Bearer …`; null without one of that scheme. */
export const bearerOf = ({ header }: GuardedRequest): string | null =>
  BEARER.exec(header('authorization') ?? '')?.[1] ?? null;
