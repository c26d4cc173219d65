/** Resolves with what a promise came to; never rejects, so that nobody has to be listening when it fails. */
export type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

export const settle = <T>(promise: Promise<T>): Promise<Settled<T>> =>
  promise.then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error }),
  );

/**
 * `first` if it comes to something before `second` settles, else `second`. A `first` that comes to null has lost;
 * when both are ready `first` wins. Neither promise may reject.
 */
export function preferFirst<A, B>(
  first: Promise<A | null>,
  second: Promise<B>,
): Promise<{ readonly first: A } | { readonly second: B }> {
  const other = async (): Promise<{ second: B }> => ({ second: await second });
  const preferred = async (): Promise<{ first: A } | { second: B }> => {
    const value = await first;
    return value === null ? other() : { first: value };
  };
  return Promise.race([preferred(), other()]);
}
