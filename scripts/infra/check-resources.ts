import type { Argument, BlockSchema, NestedBlock, ResourceSchema } from './provider-schema.ts';
import type { Block, Body, HclModule } from './read-hcl.ts';
import { schemaName } from './schema-folder.ts';

/** What Terraform itself reads in any resource. */
const META = new Set(['count', 'depends_on', 'for_each', 'lifecycle', 'provider', 'timeouts']);
const isExpression = (value: unknown): boolean => typeof value === 'string' && value.includes('${');
const asBodies = (value: unknown): readonly Body[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is Body => typeof one === 'object' && one !== null);

const TYPE_OF: Readonly<Partial<Record<Argument['type'], (value: unknown) => boolean>>> = {
  string: (value) => typeof value === 'string' || typeof value === 'number',
  number: (value) => typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)),
  bool: (value) => typeof value === 'boolean',
  'list(string)': Array.isArray,
  'list(number)': Array.isArray,
  'set(string)': Array.isArray,
};

function checkArgument(where: string, value: unknown, { type, values }: Argument): string[] {
  if (value === null || isExpression(value)) {
    return [];
  }
  if (TYPE_OF[type]?.(value) === false) {
    return [`${where} must be ${type}`];
  }
  return values !== undefined && typeof value === 'string' && !values.includes(value)
    ? [`${where} is "${value}"; the provider knows ${values.join(', ')}`]
    : [];
}

/** Nested blocks as they are written, and as `dynamic` makes them. */
function nestedIn(body: Body, name: string): readonly Body[] {
  const dynamic = asBodies(body.dynamic).flatMap((one) => asBodies(one[name]));
  return [...asBodies(body[name]), ...dynamic.flatMap(({ content }) => asBodies(content))];
}

const namesIn = (body: Body): readonly string[] => [
  ...Object.keys(body).filter((name) => name !== 'dynamic'),
  ...asBodies(body.dynamic).flatMap(Object.keys),
];

function checkBody(where: string, body: Body, schema: BlockSchema): string[] {
  const names = new Set(namesIn(body));
  const unknown = [...names].filter((name) => !(name in schema.arguments || name in schema.blocks));
  return [
    ...unknown.map((name) => `${where} has no ${name}`),
    ...Object.entries(schema.arguments).flatMap(([name, argument]) => {
      if (!names.has(name)) {
        return argument.required === true ? [`${where} lacks ${name}`] : [];
      }
      return checkArgument(`${where}.${name}`, body[name], argument);
    }),
    ...Object.entries(schema.blocks).flatMap(([name, block]) =>
      checkBlocks(`${where}.${name}`, nestedIn(body, name), block),
    ),
  ];
}

function checkBlocks(where: string, bodies: readonly Body[], block: NestedBlock): string[] {
  if (bodies.length === 0) {
    return block.required === true ? [`${where} is missing`] : [];
  }
  const tooMany = block.many !== true && bodies.length > 1 ? [`${where} stands there more than once`] : [];
  return [...tooMany, ...bodies.flatMap((body) => checkBody(where, body, block))];
}

const withoutMeta = (body: Body): Body => Object.fromEntries(Object.entries(body).filter(([name]) => !META.has(name)));

function checkBlock(
  { file, kind, labels: [type = '', name = ''], body }: Block,
  schemas: ReadonlyMap<string, ResourceSchema>,
) {
  const schema = schemas.get(schemaName(kind === 'data' ? 'data' : 'resource', type));
  return schema === undefined
    ? [`${file}: infra/schema does not hold ${kind} ${type}`]
    : checkBody(`${file}: ${type}.${name}`, withoutMeta(body), schema);
}

/** Arguments, nesting and values of every resource against the provider's schema: one line per fault. */
export const checkResources = (modules: readonly HclModule[], schemas: ReadonlyMap<string, ResourceSchema>): string[] =>
  modules
    .flatMap(({ blocks }) => blocks)
    .filter(({ kind }) => kind === 'resource' || kind === 'data')
    .flatMap((block) => checkBlock(block, schemas));
