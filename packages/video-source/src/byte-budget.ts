/** Bytes that several downloads may hold together. */
export interface ByteBudget {
  readonly limit: number;
  /** False, and nothing taken, when it would go beyond the limit. */
  take(bytes: number): boolean;
  give(bytes: number): void;
  readonly taken: number;
}

export function createByteBudget(limit: number): ByteBudget {
  let taken = 0;
  return {
    limit,
    take(bytes) {
      if (taken + bytes > limit) {
        return false;
      }
      taken += bytes;
      return true;
    },
    give(bytes) {
      taken -= bytes;
    },
    get taken() {
      return taken;
    },
  };
}
