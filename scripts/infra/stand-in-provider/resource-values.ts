import { decode, ExtData, encode } from '@msgpack/msgpack';
import type { ArgumentType, BlockSchema, ResourceSchema } from '../provider-schema.ts';

/** A value as the plugin protocol carries it. */
export interface DynamicValue {
  readonly msgpack: Uint8Array;
  readonly json?: Uint8Array;
}

type Values = Readonly<Record<string, unknown>>;

/** "Known after apply", as the protocol writes it. */
const UNKNOWN = new ExtData(0, new Uint8Array([0]));

/** What a computed field holds once a resource is there. Project numbers are in addresses, so they look like one. */
const MADE: Readonly<Record<ArgumentType, (field: string, serial: number) => unknown>> = {
  string: (field, serial) => (field === 'number' ? '123456789012' : `${field}-${serial}`),
  number: (_field, serial) => serial,
  bool: () => false,
  'list(string)': () => [],
  'list(number)': () => [],
  'set(string)': () => [],
  'map(string)': () => ({}),
  other: () => null,
};

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExtData);

/** Null for a resource that is not there, or is to go. */
export function readValues({ msgpack }: DynamicValue): Values | null {
  const value = decode(msgpack);
  return isValues(value) ? value : null;
}

export const writeValues = (values: Values | null): DynamicValue => ({ msgpack: encode(values) });

function computedFields(schema: ResourceSchema): readonly (readonly [string, ArgumentType])[] {
  const filledIn = Object.entries(schema.arguments).filter(([, { computed }]) => computed === true);
  return [...Object.entries(schema.outputs), ...filledIn.map(([name, { type }]) => [name, type] as const)];
}

/** Leaves open what only the cloud could tell. */
export const planValues = (schema: ResourceSchema, proposed: Values): Values => ({
  ...proposed,
  ...Object.fromEntries(
    computedFields(schema).flatMap(([name]) => ((proposed[name] ?? null) === null ? [[name, UNKNOWN]] : [])),
  ),
});

/** Fills in what was left open, as the cloud would. */
export const makeValues = (schema: ResourceSchema, planned: Values, serial: number): Values => ({
  ...planned,
  ...Object.fromEntries(
    computedFields(schema).flatMap(([name, type]) => {
      const value = planned[name] ?? null;
      return value === null || value instanceof ExtData ? [[name, MADE[type](name, serial)]] : [];
    }),
  ),
});

/** Values that the provider does not know, wherever they came from: one line each. */
export function unknownValues(schema: BlockSchema, values: Values, where = ''): readonly string[] {
  const wrong = Object.entries(schema.arguments).flatMap(([name, { values: known }]) => {
    const value = values[name];
    return typeof value === 'string' && known !== undefined && !known.includes(value)
      ? [`${where}${name} is "${value}"; the provider knows ${known.join(', ')}`]
      : [];
  });
  const nested = Object.entries(schema.blocks).flatMap(([name, block]) => {
    const bodies = values[name];
    return Array.isArray(bodies)
      ? bodies.filter(isValues).flatMap((body) => unknownValues(block, body, `${where}${name}.`))
      : [];
  });
  return [...wrong, ...nested];
}
