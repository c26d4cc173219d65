import type { Random } from './platform.ts';

const DIGITS = 32;

/** 128 random bits in hex, for a request that may be sent twice and must count once. */
export function drawKey(random: Random): string {
  let key = '';
  while (key.length < DIGITS) {
    key += Math.floor(random() * 16).toString(16);
  }
  return key;
}
