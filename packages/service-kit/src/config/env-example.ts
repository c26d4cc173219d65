import { z } from 'zod';
import { schemaLayers } from './schema-layers.ts';
import { hasMark } from './setting-marks.ts';

export interface EnvSection {
  readonly title: string;
  readonly schema: z.ZodObject;
}

interface Variable {
  readonly description: string;
  readonly expects: string | undefined;
  readonly required: boolean;
  readonly fallback: unknown;
}

/** What describes the variable, wherever in its wrappers it was said. */
function inspect(schema: z.core.$ZodType): Variable {
  let required = true;
  let fallback: unknown;
  let description: string | undefined;
  let expects: string | undefined;
  for (const layer of schemaLayers(schema)) {
    const meta = z.globalRegistry.get(layer);
    description ??= meta?.description;
    expects ??= typeof meta?.expects === 'string' ? meta.expects : undefined;
    if (layer instanceof z.ZodDefault || layer instanceof z.ZodPrefault) {
      fallback ??= layer.def.defaultValue;
      required = false;
    } else if (layer instanceof z.ZodOptional) {
      required = false;
    } else if (layer instanceof z.ZodEnum) {
      expects ??= `one of ${layer.options.join(', ')}`;
    }
  }
  return { description: description ?? '', expects, required, fallback };
}

function renderValue(value: unknown): string {
  if (value === undefined) {
    return '';
  }
  if (Array.isArray(value)) {
    return value.join(',');
  }
  if (typeof value === 'object' && value !== null && 'host' in value && 'port' in value) {
    return `${value.host}:${value.port}`;
  }
  return String(value);
}

function renderVariable(name: string, schema: z.core.$ZodType, isShared: boolean): string {
  const { description, expects, required, fallback } = inspect(schema);
  const hint = expects === undefined ? '' : `${expects.charAt(0).toUpperCase()}${expects.slice(1)}.`;
  const need = required ? 'Required.' : hasMark(schema, 'requiredInProduction') ? 'Required in production.' : '';
  const comment = ['#', need, description, hint].filter((part) => part !== '').join(' ');
  const assignment = `${name}=${renderValue(fallback)}`;
  return `${comment}\n${isShared && (required || fallback !== undefined) ? assignment : `# ${assignment}`}`;
}

/**
 * The text of `.env.example`: each variable once, under the first section that knows it, with its meaning, what it
 * expects and its default. Commented out are variables without a default, and those whose default differs between
 * sections, which stand under each: one value for all of them would be wrong for some.
 */
export function renderEnvExample(sections: readonly EnvSection[]): string {
  const defaults = new Map<string, Set<string>>();
  for (const [name, variable] of sections.flatMap(({ schema }) => Object.entries(schema.shape))) {
    const { fallback } = inspect(variable);
    const known = defaults.get(name) ?? new Set();
    defaults.set(name, fallback === undefined ? known : known.add(renderValue(fallback)));
  }
  const seen = new Set<string>();
  const blocks = sections.flatMap(({ title, schema }) => {
    const variables = Object.entries(schema.shape).flatMap(([name, variable]) => {
      const isShared = (defaults.get(name)?.size ?? 0) < 2;
      if (isShared && seen.has(name)) {
        return [];
      }
      seen.add(name);
      return [renderVariable(name, variable, isShared)];
    });
    return variables.length === 0 ? [] : [`## ${title}\n\n${variables.join('\n\n')}`];
  });
  return `${blocks.join('\n\n')}\n`;
}
