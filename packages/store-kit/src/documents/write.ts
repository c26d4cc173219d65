import type { Fields, Reading } from './reading.ts';
import type { Version } from './version.ts';

/** One document's part in a commit. */
export type Write =
  /** Refused when the document exists. */
  | { readonly kind: 'create'; readonly path: string; readonly fields: Fields }
  /** Replaces the named fields, each whole (`a.b` names one inside); refused when there is no such document. */
  | { readonly kind: 'update'; readonly path: string; readonly fields: Fields; readonly ifVersion?: Version }
  /** Replaces the document. */
  | { readonly kind: 'replace'; readonly path: string; readonly fields: Fields }
  /** Replaces the named fields, each whole, of a document that need not exist. */
  | { readonly kind: 'merge'; readonly path: string; readonly fields: Fields }
  | { readonly kind: 'delete'; readonly path: string; readonly ifVersion?: Version };

/** Names a document as it was read: what is done to it is refused once it has changed. */
export const asRead = ({ path, version }: Reading) => ({ path, ...(version === null ? {} : { ifVersion: version }) });

/** Makes the document, or replaces the named fields; refused when it is not as it was read. */
export const writeAsRead = ({ path, version }: Reading, fields: Fields): Write =>
  version === null ? { kind: 'create', path, fields } : { kind: 'update', path, fields, ifVersion: version };
