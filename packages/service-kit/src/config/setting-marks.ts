import { z } from 'zod';
import { schemaLayers } from './schema-layers.ts';

type Mark = 'standIn' | 'requiredInProduction';

const marked =
  (mark: Mark) =>
  <S extends z.ZodType>(setting: S): S =>
    setting.meta({ ...setting.meta(), [mark]: true });

/**
 * Marks a setting, where it is declared, that points the process at a stand-in, lets it trust one, or makes it
 * misbehave on purpose: production refuses it.
 */
export const standIn = marked('standIn');

/** Marks a setting that says who this process is or whom it trusts: its default is for local use, never for production. */
export const requiredInProduction = marked('requiredInProduction');

export const hasMark = (setting: z.core.$ZodType, mark: Mark): boolean =>
  [...schemaLayers(setting)].some((layer) => z.globalRegistry.get(layer)?.[mark] === true);

const namesWith = ({ shape }: z.ZodObject, mark: Mark): string[] =>
  Object.entries(shape).flatMap(([name, setting]) => (hasMark(setting, mark) ? [name] : []));

/** The names of the settings that are marked as `standIn`. */
export const standInsOf = (schema: z.ZodObject): string[] => namesWith(schema, 'standIn');

/** The names of the settings that are marked as `requiredInProduction`. */
export const requiredInProductionOf = (schema: z.ZodObject): string[] => namesWith(schema, 'requiredInProduction');
