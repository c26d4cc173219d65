import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Argument, BlockSchema, NestedBlock, ResourceSchema } from './provider-schema.ts';

interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  readonly doc: string;
}

const INTERFACE = /^export interface (\w+)(?: extends [\w.]+)? \{\n([\s\S]*?)^\}/gm;
const FIELD = /\/\*\*([\s\S]*?)\*\/\s*readonly (\w+)(\?)?: ([^;]+);/g;
const LINKED_NAME = /#(\w+) \w+#\1\}/;
const VALUES = /Possible values: \[((?:"[^"]*"(?:, )?)+)\]/;
const VERSION = /providerVersion: '([\d.]+)'/;
const TYPE = /static tfResourceType = "(\w+)"/;

const SIMPLE: Readonly<Record<string, Argument['type']>> = {
  string: 'string',
  number: 'number',
  'boolean | cdktn.IResolvable': 'bool',
  'string[]': 'list(string)',
  'number[]': 'list(number)',
};

function fieldsOf(body: string): Field[] {
  return [...body.matchAll(FIELD)].map(([, doc = '', property = '', optional, type = '']) => ({
    name: LINKED_NAME.exec(doc)?.[1] ?? property,
    optional: optional !== undefined,
    type: type.trim(),
    doc,
  }));
}

function argumentOf({ type, optional, doc }: Field): Argument {
  const values = VALUES.exec(doc)?.[1]
    ?.split(', ')
    .map((value) => value.slice(1, -1));
  return {
    ...(optional ? {} : { required: true as const }),
    type: SIMPLE[type] ?? (type.startsWith('{ [key: string]: string }') ? 'map(string)' : 'other'),
    ...(values === undefined ? {} : { values }),
  };
}

/**
 * The schema of one resource, from the typed bindings that are generated for its provider (the PyPI package
 * cdktn-provider-google, MPL-2.0): field names, types, nesting, what is required, and the values that the provider lists.
 *
 * @param folder of the resource in the unpacked package: `lib/cloud-tasks-queue`
 */
export function readBindings(folder: string, kind: ResourceSchema['kind']): ResourceSchema {
  // Large resources keep their structures in files of their own.
  const files = globSync('**/*.d.ts', { cwd: folder });
  const declared = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const code = readFileSync(join(folder, 'index.js'), 'utf8');
  const interfaces = new Map(
    [...declared.matchAll(INTERFACE)].map(([, name = '', body = '']) => [name, fieldsOf(body)]),
  );
  const root = [...interfaces.keys()].find((name) => name.endsWith('Config') && declared.includes(`${name} extends`));
  const [type, provider] = [TYPE.exec(code)?.[1], VERSION.exec(code)?.[1]];
  if (root === undefined || type === undefined || provider === undefined) {
    throw new Error(`${folder} holds no bindings of a resource`);
  }
  const read = (name: string, seen: ReadonlySet<string>): BlockSchema => {
    const args: Record<string, Argument> = {};
    const blocks: Record<string, NestedBlock> = {};
    for (const field of interfaces.get(name) ?? []) {
      const nested = /^(\w+)(\[\])?(?: \| cdktn\.IResolvable)?$/.exec(field.type);
      const inner = nested?.[1];
      if (inner === undefined || !interfaces.has(inner)) {
        args[field.name] = argumentOf(field);
      } else if (!seen.has(inner)) {
        blocks[field.name] = {
          ...(field.optional ? {} : { required: true as const }),
          ...(nested?.[2] === undefined ? {} : { many: true as const }),
          ...read(inner, new Set([...seen, inner])),
        };
      }
    }
    return { arguments: args, blocks };
  };
  return { kind, type, provider, ...read(root, new Set([root])) };
}
