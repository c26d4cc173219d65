import { z } from 'zod';
import { storedTimeSchema } from '../stored-values.ts';

/** `audit/{id}`: who changed what, and when. Written before the change is made. */
export const auditDocumentSchema = z.object({
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  details: z.record(z.string(), z.unknown()),
  /** Set by the server. */
  at: storedTimeSchema,
  /** What came of it, where that is more than "done". */
  outcome: z.record(z.string(), z.unknown()).nullable(),
});
export type AuditDocument = z.infer<typeof auditDocumentSchema>;
