import { status } from '@grpc/grpc-js';
import { canonicalFields } from './canonical-json.ts';
import { checkDocument } from './document-limits.ts';
import { type FieldPath, getField, parseFieldPath, setField } from './field-path.ts';
import { applyTransform } from './field-transform.ts';
import { invalidArgument, RpcError } from './rpc-error.ts';
import { type Micros, toMicros } from './timestamp.ts';
import type { Fields, FieldTransform, Precondition, Value, Write } from './wire.ts';

/** A document at one moment. */
export interface DocumentState {
  name: string;
  fields: Fields;
  createTime: Micros;
  updateTime: Micros;
}

export interface Applied {
  /** Null after a delete. */
  fields: Fields | null;
  transformResults: Value[];
}

/** Firestore: at most 500 transforms on one document in a commit. */
const MAX_TRANSFORMS = 500;

export function writeTarget(write: Write): string {
  const name = write.update?.name ?? write.delete ?? write.transform?.document;
  if (!name) {
    throw invalidArgument('A write names no document.');
  }
  return name;
}

/** What one write makes of a document; pure. Preconditions that fail are thrown with Firestore's codes. */
export function applyWrite(current: DocumentState | null, write: Write, commitTime: Micros): Applied {
  const name = writeTarget(write);
  checkPrecondition(name, current, write.currentDocument);
  if (write.delete !== undefined) {
    return { fields: null, transformResults: [] };
  }
  const transforms = write.transform?.fieldTransforms ?? write.updateTransforms ?? [];
  if (transforms.length > MAX_TRANSFORMS) {
    throw invalidArgument('More than 500 transforms on one document.');
  }
  const updated = write.update ? update(current, write.update.fields, write.updateMask?.fieldPaths) : current?.fields;
  const { fields, results } = transformFields(updated ?? {}, transforms, commitTime);
  checkDocument(name, fields);
  return { fields: canonicalFields(fields), transformResults: results };
}

function checkPrecondition(name: string, current: DocumentState | null, precondition: Precondition | undefined): void {
  if (!precondition) {
    return;
  }
  if (precondition.exists === true && !current) {
    throw new RpcError(status.NOT_FOUND, `No document to update: ${name}`);
  }
  if (precondition.exists === false && current) {
    throw new RpcError(status.ALREADY_EXISTS, `Document already exists: ${name}`);
  }
  if (precondition.updateTime) {
    const required = toMicros(precondition.updateTime);
    const stored = current?.updateTime ?? 0;
    if (stored === required) {
      return;
    }
    throw new RpcError(
      status.FAILED_PRECONDITION,
      `the stored version (${stored}) does not match the required base version (${required})`,
    );
  }
}

/** Without a mask the new fields replace the old; with one, only its paths change (and vanish when absent). */
function update(current: DocumentState | null, fields: Fields, mask: readonly string[] | undefined): Fields {
  if (!mask) {
    return fields;
  }
  const paths = mask.map(parseFieldPath);
  checkNoOverlap(paths);
  let merged = current?.fields ?? {};
  for (const path of paths) {
    merged = setField(merged, path, getField(fields, path));
  }
  return merged;
}

function checkNoOverlap(paths: readonly FieldPath[]): void {
  const keys = paths.map((path) => JSON.stringify(path).slice(0, -1)).sort();
  keys.forEach((key, index) => {
    const next = keys[index + 1];
    if (next === key || next?.startsWith(`${key},`)) {
      throw invalidArgument('Field paths in the mask overlap.');
    }
  });
}

function transformFields(
  start: Fields,
  transforms: readonly FieldTransform[],
  commitTime: Micros,
): { fields: Fields; results: Value[] } {
  let fields = start;
  const results: Value[] = [];
  for (const transform of transforms) {
    const path = parseFieldPath(transform.fieldPath);
    const { value, result } = applyTransform(getField(fields, path), transform, commitTime);
    fields = setField(fields, path, value);
    results.push(result);
  }
  return { fields, results };
}
