import type { DocumentState } from './apply-write.ts';
import { fieldsFromJson } from './canonical-json.ts';
import type { Row } from './database.ts';

/** A row of `documents`, or of `write_log` where the document exists. */
export function toDocument(row: Row): DocumentState {
  return {
    name: String(row.name),
    fields: fieldsFromJson(String(row.fields)),
    createTime: Number(row.create_time),
    updateTime: Number(row.update_time),
  };
}
