import { hash } from 'node:crypto';
import type { ResultKeyParts } from '../documents/result-document.ts';

/** The key as a person reads it: `workout@3:tiktok:7301:es`. */
export const readableKey = ({ profile, version, platform, content_id, language }: ResultKeyParts): string =>
  `${profile}@${version}:${platform}:${content_id}:${language ?? ''}`;

/** The same parts under the profile's version before; null when there was none. */
export function earlierParts(parts: ResultKeyParts): ResultKeyParts | null {
  const version = Number(parts.version);
  return Number.isInteger(version) && version > 1 ? { ...parts, version: String(version - 1) } : null;
}

/** The key of what the profile's version before has made of the post. */
export function earlierKey(parts: ResultKeyParts): string | null {
  const earlier = earlierParts(parts);
  return earlier === null ? null : resultKey(earlier);
}

/** Id of the `results` document: SHA-256 of the readable key in hex, so that ids spread evenly and hide nothing odd. */
export const resultKey = (parts: ResultKeyParts): string => hash('sha256', readableKey(parts));
