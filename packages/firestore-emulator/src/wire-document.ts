import type { DocumentState } from './apply-write.ts';
import { type FieldPath, parseFieldPath, projectFields } from './field-path.ts';
import { fromMicros } from './timestamp.ts';
import type { DocumentMask, WireDocument } from './wire.ts';

export const maskPaths = (mask: DocumentMask | undefined): FieldPath[] | null =>
  mask ? mask.fieldPaths.map(parseFieldPath) : null;

export function toWire(document: DocumentState, paths: readonly FieldPath[] | null): WireDocument {
  return {
    name: document.name,
    fields: paths ? projectFields(document.fields, paths) : document.fields,
    createTime: fromMicros(document.createTime),
    updateTime: fromMicros(document.updateTime),
  };
}
