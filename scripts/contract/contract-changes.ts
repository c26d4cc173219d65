import { type Comparison, compareSchemas, type Direction, type Schema } from './schema-changes.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;
interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly headers?: object; readonly content?: Content }>>;
}

/** An OpenAPI document, as far as it is compared. */
export interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const isSuccess = (status: string): boolean => /^[23]/.test(status);

/**
 * What `after` would break for clients that were made for `before`, each as one line; none when it is compatible. Calls,
 * optional parameters, members and values of answers may be added at any time; sentences and examples do not count.
 */
export function incompatibleChanges(before: Contract, after: Contract): readonly string[] {
  const faults: string[] = [];
  const report = (where: string, what: string): void => void faults.push(`${where} ${what}`);
  const find =
    ({ components }: Contract) =>
    (ref: string): Schema =>
      components.schemas[ref.slice(ref.lastIndexOf('/') + 1)] ?? {};
  const comparing = (direction: Direction): Comparison => ({
    ...{ direction, report },
    before: find(before),
    after: find(after),
  });
  for (const [path, methods] of Object.entries(before.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const where = `${method.toUpperCase()} ${path}`;
      const found = after.paths[path]?.[method];
      if (found === undefined) {
        report(where, 'is gone');
      } else {
        compareOperations(operation, found, where, comparing);
      }
    }
  }
  return faults;
}

function compareOperations(
  before: Operation,
  after: Operation,
  where: string,
  comparing: (direction: Direction) => Comparison,
): void {
  const { report } = comparing('request');
  if (before.operationId !== after.operationId) {
    report(where, `has another name: ${after.operationId} instead of ${before.operationId}`);
  }
  const ways = after.security.map((one) => JSON.stringify(one));
  const lost = before.security.filter((one) => !ways.includes(JSON.stringify(one)));
  if (lost.length > 0 && ways.length > 0) {
    report(where, `no longer takes the credentials ${JSON.stringify(lost)}`);
  }
  if (before.security.length === 0 && ways.length > 0) {
    report(where, 'asks for credentials now');
  }
  compareParameters(before, after, where, comparing('request'));
  compareContent(before.requestBody?.content, after.requestBody?.content, `${where} body`, comparing('request'));
  for (const [status, answer] of Object.entries(before.responses).filter(([one]) => isSuccess(one))) {
    const found = after.responses[status];
    const place = `${where} ${status}`;
    if (found === undefined) {
      report(place, 'is gone');
      continue;
    }
    for (const name of Object.keys(answer.headers ?? {}).filter((one) => !Object.hasOwn(found.headers ?? {}, one))) {
      report(`${place} header ${name}`, 'is gone');
    }
    compareContent(answer.content, found.content, place, comparing('answer'));
  }
}

function compareParameters(before: Operation, after: Operation, where: string, comparison: Comparison): void {
  const same = (one: Parameter) => (other: Parameter) => one.name === other.name && one.in === other.in;
  const [old = [], now = []] = [before.parameters, after.parameters];
  for (const parameter of old) {
    const place = `${where} ${parameter.in} ${parameter.name}`;
    const found = now.find(same(parameter));
    if (found === undefined) {
      comparison.report(place, 'is gone');
    } else {
      compareSchemas(parameter.schema ?? {}, found.schema ?? {}, place, comparison);
    }
  }
  for (const parameter of now.filter(({ required }) => required === true)) {
    if (old.find(same(parameter))?.required !== true) {
      comparison.report(`${where} ${parameter.in} ${parameter.name}`, 'is required now');
    }
  }
}

function compareContent(before: Content = {}, after: Content = {}, where: string, comparison: Comparison): void {
  for (const [type, { schema = {} }] of Object.entries(before)) {
    const found = after[type];
    if (found === undefined) {
      comparison.report(`${where} as ${type}`, 'is gone');
    } else {
      compareSchemas(schema, found.schema ?? {}, where, comparison);
    }
  }
  if (comparison.direction === 'request' && Object.keys(before).length === 0 && Object.keys(after).length > 0) {
    comparison.report(where, 'is required now');
  }
}
