import { invalidArgument } from './rpc-error.ts';

/** `projects/{p}/databases/{d}/documents/{path}` taken apart. */
export interface DocumentName {
  full: string;
  /** `projects/{p}/databases/{d}` */
  database: string;
  /** Collection and document ids in turn; even count for a document, odd for a collection. */
  segments: string[];
}

const ROOT = /^(projects\/[^/]+\/databases\/[^/]+)\/documents(?:\/(.*))?$/s;
/** Firestore: an id is at most 1,500 bytes, not `.` or `..`, and not `__…__`. */
const MAX_ID_BYTES = 1500;
/** Firestore: a document name is at most 6 KiB. */
const MAX_NAME_BYTES = 6 * 1024;

export function parseDocumentName(full: string): DocumentName {
  const name = parsePath(full);
  if (name.segments.length === 0 || name.segments.length % 2 !== 0) {
    throw invalidArgument(`Document name "${full}" has invalid trailing or missing segments.`);
  }
  for (const segment of name.segments) {
    checkId(segment);
  }
  if (Buffer.byteLength(full) > MAX_NAME_BYTES) {
    throw invalidArgument('Document name is longer than 6 KiB.');
  }
  return name;
}

/** A parent: the database's root or a document. */
export function parseParent(full: string): DocumentName {
  const name = parsePath(full);
  if (name.segments.length % 2 !== 0) {
    throw invalidArgument(`Parent "${full}" is not a document or the root.`);
  }
  return name;
}

export const collectionName = (name: DocumentName): string =>
  `${name.database}/documents/${name.segments.slice(0, -1).join('/')}`;

export const collectionId = (name: DocumentName): string => name.segments.at(-2) ?? '';

/** The path below `documents/`, as people write it. */
export const relativePath = (full: string): string => ROOT.exec(full)?.[2] ?? full;

export function checkId(id: string): void {
  const reserved = /^__.*__$/s.test(id) && !/^__id-?\d+__$/.test(id);
  if (id === '' || id === '.' || id === '..' || reserved || id.includes('/') || Buffer.byteLength(id) > MAX_ID_BYTES) {
    throw invalidArgument(`Resource id "${id.slice(0, 100)}" is invalid because it is reserved, empty or too long.`);
  }
}

function parsePath(full: string): DocumentName {
  const match = ROOT.exec(full);
  const database = match?.[1];
  if (database === undefined) {
    throw invalidArgument(`"${full}" is not a resource name below a database's documents.`);
  }
  return { full, database, segments: match?.[2] ? match[2].split('/') : [] };
}
