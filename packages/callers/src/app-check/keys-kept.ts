/** How long the last good keys of the issuer go on counting while it does not answer. */
export const KEYS_KEPT_MS = 24 * 3_600_000;
