import type { ApiDocument } from './client-types.ts';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const asJson = (value: unknown): Json => (isJson(value) ? value : {});
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * The document with every member optional that the last release did not know. While a rollout is split, and after it is
 * taken back, a new client is answered by an old API: what that one does not send, no new code may count on (ADR 0058).
 */
export function withoutNewPromises(now: ApiDocument, released: ApiDocument): ApiDocument {
  const schemas = Object.entries(now.components.schemas).map(([name, schema]) => {
    const before = released.components.schemas[name];
    return [name, before === undefined ? schema : asBefore(schema, before)];
  });
  return { ...now, components: { ...now.components, schemas: Object.fromEntries(schemas) } };
}

/** A schema that did not exist then belongs to a route that did not either: its answers come from a new API alone. */
function asBefore(now: unknown, before: unknown): unknown {
  if (!isJson(now) || !isJson(before)) {
    return now;
  }
  const known = asJson(before.properties);
  return {
    ...now,
    ...(isJson(now.properties) && {
      properties: Object.fromEntries(
        Object.entries(now.properties).map(([name, member]) => [name, asBefore(member, known[name])]),
      ),
      required: asList(now.required).filter((name) => Object.hasOwn(known, String(name))),
    }),
    ...(isJson(now.items) && { items: asBefore(now.items, before.items) }),
    ...(Array.isArray(now.anyOf) && {
      anyOf: now.anyOf.map((choice, index) => asBefore(choice, asList(before.anyOf)[index])),
    }),
  };
}
