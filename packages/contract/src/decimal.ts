import { z } from 'zod';

/** More digits than any of our numbers has, and few enough to be exact. */
const PLAIN = /^\d{1,15}$/;

/**
 * A whole number from `min` to `max` where all is text, as in a query or a header: plain decimal digits. What else
 * JavaScript takes for a number (`1e1`, `0x10`, ` 5`, `+5`, `5.0`) is a slip or a probe, and is refused.
 */
export const decimal = ({ min, max }: { readonly min: number; readonly max: number }) =>
  z.preprocess(
    (text) => (typeof text === 'string' && PLAIN.test(text) ? Number(text) : text),
    z.number({ error: 'must be a whole number in decimal digits' }).int().min(min).max(max),
  );
