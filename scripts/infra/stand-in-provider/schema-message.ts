import type { Argument, ArgumentType, BlockSchema, NestedBlock, ResourceSchema } from '../provider-schema.ts';

/** A type as Terraform writes it in JSON. */
const TYPES: Readonly<Record<ArgumentType, unknown>> = {
  string: 'string',
  number: 'number',
  bool: 'bool',
  'list(string)': ['list', 'string'],
  'list(number)': ['list', 'number'],
  'set(string)': ['set', 'string'],
  'map(string)': ['map', 'string'],
  other: 'dynamic',
};
const NESTED_AS = { list: 2, set: 3 } as const;

const typeBytes = (type: ArgumentType): Buffer => Buffer.from(JSON.stringify(TYPES[type]));

const attribute = (name: string, { type, required, computed }: Argument) => ({
  name,
  type: typeBytes(type),
  required: required === true,
  optional: required !== true,
  computed: computed === true,
});

const output = (name: string, type: ArgumentType) => ({ name, type: typeBytes(type), computed: true });

const nestedBlock = (name: string, block: NestedBlock): object => ({
  type_name: name,
  block: blockMessage(block),
  nesting: block.set === true ? NESTED_AS.set : NESTED_AS.list,
  min_items: block.required === true ? 1 : 0,
  max_items: block.many === true ? 0 : 1,
});

const blockMessage = (schema: BlockSchema, outputs: ResourceSchema['outputs'] = {}) => ({
  attributes: [
    ...Object.entries(schema.arguments).map(([name, argument]) => attribute(name, argument)),
    ...Object.entries(outputs).map(([name, type]) => output(name, type)),
  ],
  block_types: Object.entries(schema.blocks).map(([name, block]) => nestedBlock(name, block)),
});

/** A resource's schema as the plugin protocol carries it. */
export const schemaMessage = (schema: BlockSchema & Partial<Pick<ResourceSchema, 'outputs'>>): object => ({
  version: 0,
  block: blockMessage(schema, schema.outputs),
});
