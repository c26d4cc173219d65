import { z } from 'zod';
import { schemaLayers } from './schema-layers.ts';

/**
 * Marks a setting, where it is declared, that points the process at a stand-in, lets it trust one, or makes it
 * misbehave on purpose: production refuses it.
 */
export const standIn = <S extends z.ZodType>(setting: S): S => setting.meta({ ...setting.meta(), standIn: true });

/** The names of the settings that are marked as `standIn`. */
export const standInsOf = ({ shape }: z.ZodObject): string[] =>
  Object.entries(shape).flatMap(([name, setting]) =>
    [...schemaLayers(setting)].some((layer) => z.globalRegistry.get(layer)?.standIn === true) ? [name] : [],
  );

const isSet = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);

/**
 * The schema with a check: where ENVIRONMENT is `production`, each of its `standIn` settings that is set is a fault.
 * The check also runs when other settings are at fault, so that all are reported together.
 */
export function refuseStandInsInProduction<S extends z.ZodObject>(schema: S): S {
  const names = standInsOf(schema);
  const check = z.check<Record<string, unknown>>(({ value, issues }) => {
    if (value.ENVIRONMENT !== 'production') {
      return;
    }
    for (const name of names.filter((candidate) => isSet(value[candidate]))) {
      issues.push({ code: 'custom', path: [name], message: 'must not be set in production', input: undefined });
    }
  });
  check._zod.def.when = () => true;
  return schema.check(check);
}
