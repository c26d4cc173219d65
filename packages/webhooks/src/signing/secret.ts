import { randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** Standard Webhooks asks for 24 to 64. */
const BYTES = 32;

/** `whsec_` and base64, as libraries of Standard Webhooks take it. */
export const newSecret = (): string => PREFIX + randomBytes(BYTES).toString('base64');

/** The bytes that sign. */
export const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), 'base64');
