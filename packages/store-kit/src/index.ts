export { AUDIT_INDEXES, audited, listAudit, recordAudit } from './audit/audit.ts';
export type { AuditDocument } from './audit/audit-document.ts';
export { markOf, unnameInAudit } from './audit/unname.ts';
export type { SpanHook } from './call.ts';
export { storeChecks } from './checks/store-checks.ts';
export { connectConfiguredStore } from './connect-configured-store.ts';
export { connectStore, type Store } from './connect-store.ts';
export { documentPath } from './documents/document-path.ts';
export type {
  DocumentStore,
  TransactionReads,
} from './documents/document-store.ts';
export { lookAfterDue } from './documents/due.ts';
export { deleteExpired, findExpired } from './documents/expired.ts';
export type { CollectionIndexes } from './documents/indexes.ts';
export { decodeCursor, encodeCursor, type PageCursor, pageOrder, toCursor } from './documents/page-cursor.ts';
export type { Condition } from './documents/query.ts';
export { decode, decodeReadable, type Fields, MalformedDocumentError, type Reading } from './documents/reading.ts';
export { millisOfVersion, type Version, versionOfMillis } from './documents/version.ts';
export { asRead, type Write, writeAsRead } from './documents/write.ts';
export { inRounds } from './in-rounds.ts';
export { connectRedis, createRedisLink, type RedisLink, type RedisLinkOptions } from './redis/redis-link.ts';
export { isStorageUnavailable, storageUnavailable } from './store-errors.ts';
export { REMOVED, SERVER_TIME, storedTime, storedTimeSchema } from './stored-values.ts';
export { type QueueState, type TaskRef, TaskRefusedError } from './tasks/task-queues.ts';
