import { z } from 'zod';

/** Says what is wrong with a setting, beyond its form. */
export type RefuseSetting<C> = (name: keyof C & string, message: string) => void;

/**
 * A check of several settings together, for `.check()` of an object. It runs as soon as all of `names` could be read,
 * whatever is wrong with other settings, so that all faults are reported at once.
 */
export function settingsCheck<C extends object>(
  names: readonly (keyof C & string)[],
  check: (config: C, refuse: RefuseSetting<C>) => void,
): z.core.$ZodCheck<C> {
  const known: ReadonlySet<unknown> = new Set(names);
  const made = z.check<C>(({ value, issues }) => {
    check(value, (name, message) => void issues.push({ code: 'custom', path: [name], message, input: undefined }));
  });
  made._zod.def.when = ({ issues }) => issues.every(({ path }) => !known.has(path?.[0]));
  return made;
}
