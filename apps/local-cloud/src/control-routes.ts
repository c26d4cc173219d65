import { decimal } from '@sets/contract';
import { defineRoutes } from '@sets/contract/routes';
import { z } from 'zod';

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
  /** A region whose queues neither answer nor deliver from now on. */
  away: z.string().optional(),
  drop_create_answers: z.number().int().positive().optional(),
  duplicate_probability: z.number().min(0).max(1).optional(),
  delay_max_ms: z.number().nonnegative().optional(),
  reorder: z.boolean().optional(),
  storage_full: z.boolean().optional(),
  /** Permissions that callers lack from now on, e.g. `cloudtasks.tasks.get`; an empty list gives them back. */
  deny_rights: z.array(z.string()).optional(),
});

const control = { tag: 'meta', right: 'public', problems: [] } as const;
const done = { 200: { description: 'Done.', schema: z.object({}), example: {} } } as const;
const shown = { 200: { description: 'As it is now.', schema: z.unknown() } } as const;
const MAX_BYTES = 65_536;

/** What tests and operators of the local cloud ask of it. The simulators' own control plane is at their port. */
export const CONTROL_ROUTES = defineRoutes({
  getHealth: {
    ...{ ...control, method: 'GET', path: '/health', summary: 'Whether the local cloud is up' },
    responses: { 200: { description: 'It is.', schema: z.object({ status: z.literal('ok') }) } },
  },
  faultFirestore: {
    ...{ ...control, method: 'POST', path: '/firestore/faults', summary: 'Make Firestore misbehave' },
    body: { schema: firestoreFaultSchema, maxBytes: MAX_BYTES, example: { unavailable_ms: 10_000 } },
    responses: done,
  },
  healFirestore: {
    ...{ ...control, method: 'DELETE', path: '/firestore/faults', summary: 'End its faults' },
    responses: done,
  },
  getOperations: {
    ...{ ...control, method: 'GET', path: '/firestore/operations', summary: 'Operations counted since the last reset' },
    responses: shown,
  },
  resetOperations: {
    ...{ ...control, method: 'DELETE', path: '/firestore/operations', summary: 'Count from nought' },
    responses: done,
  },
  getWriteLog: {
    ...{ ...control, method: 'GET', path: '/firestore/write-log', summary: 'Every write, oldest first' },
    query: z.strictObject({
      path_prefix: z.string().optional(),
      after_seq: decimal({ min: 0, max: Number.MAX_SAFE_INTEGER }).optional(),
    }),
    responses: shown,
  },
  faultCloudTasks: {
    ...{ ...control, method: 'POST', path: '/cloud-tasks/faults', summary: 'Make Cloud Tasks misbehave' },
    body: { schema: cloudTasksFaultSchema, maxBytes: MAX_BYTES, example: { reorder: true } },
    responses: done,
  },
  healCloudTasks: {
    ...{ ...control, method: 'DELETE', path: '/cloud-tasks/faults', summary: 'End its faults' },
    responses: done,
  },
  getQueues: {
    ...{ ...control, method: 'GET', path: '/cloud-tasks/queues', summary: 'Every queue with its counts' },
    responses: shown,
  },
});
