import { createHash } from 'node:crypto';
import type { ResultKeyParts } from '../documents/result-document.ts';

/** The key as a person reads it: `workout@3:tiktok:7301:es`. */
export const readableKey = ({ profile, version, platform, content_id, language }: ResultKeyParts): string =>
  `${profile}@${version}:${platform}:${content_id}:${language ?? ''}`;

/** Id of the `results` document: SHA-256 of the readable key in hex, so that ids spread evenly and hide nothing odd. */
export const resultKey = (parts: ResultKeyParts): string =>
  createHash('sha256').update(readableKey(parts)).digest('hex');
