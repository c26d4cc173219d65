import { z } from 'zod';

/** A field that is missing, null or of another type is null; one odd field must not lose a post. */
export const lenient = <T extends z.ZodType>(schema: T) =>
  schema
    .nullish()
    .catch(null)
    .transform((value) => value ?? null);

/** A number, also written as text: "15000". */
export const numeric = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d{1,15}(?:\.\d{1,9})?$/)
    .transform(Number),
]);

const FLAGS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [1, true],
  ['1', true],
  ['true', true],
  [0, false],
  ['0', false],
  ['false', false],
]);

/** A truth value, also written as a number or text. */
export const flag = z.preprocess((value) => FLAGS.get(value) ?? value, z.boolean());

/** A list of which only the well-formed entries are kept; one entry may stand without its list. */
export const lenientList = <T extends z.ZodType>(schema: T) =>
  z
    .unknown()
    .optional()
    .transform((list): z.output<T>[] =>
      (Array.isArray(list) ? list : [list]).flatMap((item: unknown) => {
        const parsed = schema.safeParse(item);
        return parsed.success ? [parsed.data] : [];
      }),
    );

export const linkSchema = z
  .string()
  .max(8192)
  .regex(/^https?:\/\//);

/** Null for what says nothing. */
export function textOrNull(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
