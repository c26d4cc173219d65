import { randomUUID } from 'node:crypto';
import type { CollectionIndexes, Condition, DocumentStore } from '@sets/store-kit';
import type { ChargedJobs, JobCharge } from '../../src/index.ts';

export const JOBS_AS_CHARGED: readonly CollectionIndexes[] = [
  {
    collection: 'jobs',
    expires: false,
    fields: { 'charge.payer': ['asc'], 'charge.day': ['asc'], 'charge.settled': ['asc'] },
    composite: [
      [
        ['charge.day', 'asc'],
        ['charge.usd', 'asc'],
      ],
      [
        ['charge.payer', 'asc'],
        ['charge.day', 'asc'],
        ['charge.usd', 'asc'],
      ],
    ],
  },
];

/** Jobs that are nothing but their charge, kept where jobs are kept. */
export function chargedJobs(documents: DocumentStore) {
  const query = (
    { day, payer }: { readonly day?: string; readonly payer?: string },
    more: readonly Condition[] = [],
  ) => ({
    collection: 'jobs',
    where: [
      ...(payer === undefined ? [] : [['charge.payer', '==', payer] as const]),
      ...(day === undefined ? [] : [['charge.day', '==', day] as const]),
      ...more,
    ],
  });
  const jobs: ChargedJobs = {
    async sum(of) {
      const { count, sum } = await documents.sumUp(query(of), 'charge.usd');
      return { jobs: count, usd: sum };
    },
    live: (of) => documents.count(query(of, [['charge.settled', '==', false]])),
  };
  return {
    ...jobs,
    async make(charge: JobCharge): Promise<string> {
      const path = `jobs/${randomUUID()}`;
      await documents.write([{ kind: 'create', path, fields: { charge } }], { purpose: 'submit' });
      return path;
    },
    async end(path: string, usd: number): Promise<void> {
      const fields = { 'charge.usd': usd, 'charge.settled': true };
      await documents.write([{ kind: 'update', path, fields }], { purpose: 'complete' });
    },
  };
}
