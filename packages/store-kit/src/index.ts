export { storeChecks } from './checks/store-checks.ts';
export { type ConnectStoreOptions, connectStore } from './connect-store.ts';
export { audited, listAudit } from './ops/audit.ts';
export { decodeDocument, MalformedDocumentError } from './store/decode-document.ts';
export { deleteDocuments } from './store/delete-documents.ts';
export { readDocument } from './store/read-document.ts';
export { readServerTime } from './store/read-server-time.ts';
export {
  createStoreContext,
  DEFAULT_STORE_POLICY,
  type StoreContext,
  type StorePolicy,
  serverNow,
} from './store/store-context.ts';
export {
  asStorageProblem,
  isConflict,
  isStorageUnavailable,
  isTransient,
  storageUnavailable,
  withTimeout,
} from './store/store-errors.ts';
export type { StoreLogger } from './store/store-logger.ts';
export { storedTime, storedTimeSchema } from './store/stored-time.ts';
export {
  createTaskDispatcher,
  type Dispatch,
  type QueueState,
  type TaskDispatcher,
  type TaskDispatcherOptions,
} from './tasks/task-dispatcher.ts';
