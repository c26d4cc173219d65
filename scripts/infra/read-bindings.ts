import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Argument, ArgumentType, BlockSchema, NestedBlock, ResourceSchema } from './provider-schema.ts';

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

/** A field's word on who gives it, and how it is read. */
const GIVEN_BY =
  /\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (?:true|false)\n(?:[^\n]*\n){0,3}?[^\n]*(?:this\.get(\w+)Attribute\(|new cdktn\.(\w+)\(|new \w+\()/g;
/** How a field is written, by the name of its structure. */
const WRITTEN =
  /^function (\w+)ToHclTerraform\(|^\s+(synthesizeHclAttributes)\(|^\s+(\w+): \{\n[^\n]*\n\s+isBlock: (?:true|false),\n\s+type: "set"/gm;

const READ_AS: Readonly<Record<string, ArgumentType>> = {
  String: 'string',
  Number: 'number',
  Boolean: 'bool',
  List: 'list(string)',
  StringMap: 'map(string)',
};

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

/** Fields that are sets, as `structure.field`; the structure of the resource itself is `synthesizeHclAttributes`. */
function setsIn(code: string): ReadonlySet<string> {
  const sets = new Set<string>();
  let structure = '';
  for (const [, named, root, field] of code.matchAll(WRITTEN)) {
    structure = named ?? root ?? structure;
    if (field !== undefined) {
      sets.add(`${structure}.${field}`);
    }
  }
  return sets;
}

/** What the provider computes: values that it alone gives, and arguments that it fills in where they are not given. */
function computedIn(code: string): Pick<ResourceSchema, 'outputs'> & { readonly filledIn: ReadonlySet<string> } {
  const root = code.slice(code.search(/^class \w+ extends cdktn\.Terraform(Resource|DataSource)/m));
  const computed = [...root.matchAll(GIVEN_BY)].filter(([, , isComputed]) => isComputed === 'true');
  return {
    outputs: Object.fromEntries(
      computed
        .filter(([, , , optional]) => optional === 'false')
        .map(([, name = '', , , readAs = '']) => [name, READ_AS[readAs] ?? 'other']),
    ),
    filledIn: new Set(computed.flatMap(([, name = '', , optional]) => (optional === 'true' ? [name] : []))),
  };
}

const lowerFirst = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;

function argumentOf({ type, optional, doc }: Field): Argument {
  const values = VALUES.exec(doc)?.[1]
    ?.split(', ')
    .map((value) => value.slice(1, -1));
  return {
    ...(optional ? {} : { required: true as const }),
    type: SIMPLE[type] ?? (/^\{\s*\[key: string\]: string/.test(type) ? 'map(string)' : 'other'),
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
  const scripts = globSync('**/*.js', { cwd: folder });
  const code = scripts.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const sets = setsIn(code);
  const { outputs, filledIn } = computedIn(code);
  const interfaces = new Map(
    [...declared.matchAll(INTERFACE)].map(([, name = '', body = '']) => [name, fieldsOf(body)]),
  );
  const root = [...interfaces.keys()].find((name) => name.endsWith('Config') && declared.includes(`${name} extends`));
  const [type, provider] = [TYPE.exec(code)?.[1], VERSION.exec(code)?.[1]];
  if (root === undefined || type === undefined || provider === undefined) {
    throw new Error(`${folder} holds no bindings of a resource`);
  }
  const read = (name: string, seen: ReadonlySet<string>): BlockSchema => {
    const structure = name === root ? 'synthesizeHclAttributes' : lowerFirst(name);
    const args: Record<string, Argument> = {};
    const blocks: Record<string, NestedBlock> = {};
    for (const field of interfaces.get(name) ?? []) {
      const nested = /^(\w+)(\[\])?(?: \| cdktn\.IResolvable)?$/.exec(field.type);
      const inner = nested?.[1];
      const isSet = sets.has(`${structure}.${field.name}`);
      if (inner === undefined || !interfaces.has(inner)) {
        const argument = argumentOf(field);
        args[field.name] = {
          ...argument,
          ...(isSet && argument.type === 'list(string)' ? { type: 'set(string)' } : {}),
          ...(name === root && filledIn.has(field.name) ? { computed: true as const } : {}),
        };
      } else if (!seen.has(inner)) {
        blocks[field.name] = {
          ...(field.optional ? {} : { required: true as const }),
          ...(nested?.[2] === undefined ? {} : { many: true as const }),
          ...(isSet ? { set: true as const } : {}),
          ...read(inner, new Set([...seen, inner])),
        };
      }
    }
    return { arguments: args, blocks };
  };
  return { kind, type, provider, outputs, ...read(root, new Set([root])) };
}
