import { z } from 'zod';

/** A field that is missing, null or of another type is null; one odd field must not lose a post. */
export const lenient = <T extends z.ZodType>(schema: T) =>
  schema
    .nullish()
    .catch(null)
    .transform((value) => value ?? null);

/** A list of which only the well-formed entries are kept. */
export const lenientList = <T extends z.ZodType>(schema: T) =>
  z
    .array(z.unknown())
    .catch([])
    .nullish()
    .transform((items): z.output<T>[] =>
      (items ?? []).flatMap((item) => {
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
