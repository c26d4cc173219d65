import { z } from 'zod';

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

/** Walks through the wrappers (default, optional, pipe) down to what describes the variable. */
function inspect(schema: z.core.$ZodType): Variable {
  let required = true;
  let fallback: unknown;
  let description: string | undefined;
  let expects: string | undefined;
  let current: z.core.$ZodType | undefined = schema;
  while (current !== undefined) {
    const meta = z.globalRegistry.get(current);
    description ??= meta?.description;
    expects ??= typeof meta?.expects === 'string' ? meta.expects : undefined;
    let inner: z.core.$ZodType | undefined;
    if (current instanceof z.ZodDefault || current instanceof z.ZodPrefault) {
      fallback ??= current.def.defaultValue;
      inner = current.def.innerType;
      required = false;
    } else if (current instanceof z.ZodOptional) {
      inner = current.def.innerType;
      required = false;
    } else if (current instanceof z.ZodPipe) {
      inner = current.def.in;
    } else if (current instanceof z.ZodEnum) {
      expects ??= `one of ${current.options.join(', ')}`;
    }
    current = inner;
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
  const comment = ['#', required ? 'Required.' : '', description, hint].filter((part) => part !== '').join(' ');
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
