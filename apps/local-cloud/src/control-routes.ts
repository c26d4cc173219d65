import { parseRequest } from '@sets/service-kit';
import type { Express } from 'express';
import { z } from 'zod';
import type { LocalCloud } from './start-local-cloud.ts';

const firestoreFaultSchema = z.strictObject({
  unavailable_ms: z.number().nonnegative().optional(),
  latency_ms: z.number().nonnegative().optional(),
  drop_commit_replies: z
    .strictObject({ count: z.number().int().positive(), path_prefix: z.string().optional() })
    .optional(),
  disk_full: z.boolean().optional(),
});

const cloudTasksFaultSchema = z.strictObject({
  unavailable_ms: z.number().nonnegative().optional(),
  drop_create_answers: z.number().int().positive().optional(),
  duplicate_probability: z.number().min(0).max(1).optional(),
  delay_max_ms: z.number().nonnegative().optional(),
  reorder: z.boolean().optional(),
  storage_full: z.boolean().optional(),
});

const writeLogQuerySchema = z.object({
  path_prefix: z.string().optional(),
  after_seq: z.coerce.number().int().optional(),
});

/** What tests and operators of the local cloud ask of it. The simulators' own control plane is at their port. */
export function mountControlRoutes(app: Express, { firestore, cloudTasks }: LocalCloud): void {
  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' });
  });

  app.post('/firestore/faults', (request, response) => {
    const fault = parseRequest(firestoreFaultSchema, request.body);
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
    response.json({});
  });
  app.delete('/firestore/faults', (_request, response) => {
    firestore.controls.faults.clear();
    response.json({});
  });
  app.get('/firestore/operations', (_request, response) => {
    response.json(firestore.controls.operations());
  });
  app.delete('/firestore/operations', (_request, response) => {
    firestore.controls.resetOperations();
    response.json({});
  });
  app.get('/firestore/write-log', (request, response) => {
    const { path_prefix, after_seq } = parseRequest(writeLogQuerySchema, request.query);
    response.json(
      firestore.controls.writeLog({
        ...(path_prefix === undefined ? {} : { pathPrefix: path_prefix }),
        ...(after_seq === undefined ? {} : { afterSeq: after_seq }),
      }),
    );
  });

  app.post('/cloud-tasks/faults', (request, response) => {
    const fault = parseRequest(cloudTasksFaultSchema, request.body);
    const { faults } = cloudTasks.controls;
    if (fault.unavailable_ms !== undefined) {
      faults.unavailable(fault.unavailable_ms);
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
    if (fault.reorder !== undefined) {
      faults.reorderDeliveries(fault.reorder);
    }
    if (fault.storage_full !== undefined) {
      faults.storageFull(fault.storage_full);
    }
    response.json({});
  });
  app.delete('/cloud-tasks/faults', (_request, response) => {
    cloudTasks.controls.faults.clear();
    response.json({});
  });
  app.get('/cloud-tasks/queues', (_request, response) => {
    response.json(cloudTasks.controls.queues());
  });
}
