import type { RouteHandlers } from '@sets/service-kit';
import type { CONTROL_ROUTES } from './control-routes.ts';
import type { LocalCloud } from './start-local-cloud.ts';

const DONE = { status: 200, body: {} } as const;

export function controlHandlers({ firestore, cloudTasks }: LocalCloud): RouteHandlers<typeof CONTROL_ROUTES> {
  return {
    getHealth: () => ({ status: 200, body: { status: 'ok' } }),

    faultFirestore({ body: fault }) {
      const { faults } = firestore.controls;
      if (fault.unavailable_ms !== undefined) {
        faults.unavailable(fault.unavailable_ms);
      }
      if (fault.latency_ms !== undefined) {
        faults.latency(fault.latency_ms);
      }
      if (fault.drop_commit_replies !== undefined) {
        faults.dropCommitReplies(fault.drop_commit_replies.count, fault.drop_commit_replies.path_prefix ?? '');
      }
      if (fault.disk_full === true) {
        faults.diskFull();
      }
      return DONE;
    },
    healFirestore() {
      firestore.controls.faults.clear();
      return DONE;
    },
    getOperations: () => ({ status: 200, body: firestore.controls.operations() }),
    resetOperations() {
      firestore.controls.resetOperations();
      return DONE;
    },
    getWriteLog({ query: { path_prefix, after_seq } }) {
      const log = firestore.controls.writeLog({
        ...(path_prefix === undefined ? {} : { pathPrefix: path_prefix }),
        ...(after_seq === undefined ? {} : { afterSeq: after_seq }),
      });
      return { status: 200, body: log };
    },

    faultCloudTasks({ body: fault }) {
      const { faults } = cloudTasks.controls;
      if (fault.unavailable_ms !== undefined) {
        faults.unavailable(fault.unavailable_ms);
      }
      if (fault.away !== undefined) {
        faults.regionAway(fault.away);
      }
      if (fault.drop_create_answers !== undefined) {
        faults.dropCreateAnswers(fault.drop_create_answers);
      }
      if (fault.duplicate_probability !== undefined) {
        faults.duplicateDeliveries(fault.duplicate_probability);
      }
      if (fault.delay_max_ms !== undefined) {
        faults.delayDeliveries(fault.delay_max_ms);
      }
      if (fault.deny_rights !== undefined) {
        faults.denyRights(fault.deny_rights);
      }
      if (fault.reorder !== undefined) {
        faults.reorderDeliveries(fault.reorder);
      }
      if (fault.storage_full !== undefined) {
        faults.storageFull(fault.storage_full);
      }
      return DONE;
    },
    healCloudTasks() {
      cloudTasks.controls.faults.clear();
      return DONE;
    },
    getQueues: () => ({ status: 200, body: cloudTasks.controls.queues() }),
  };
}
