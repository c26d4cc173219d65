import { aggregate, countLimit, nameAggregations } from './aggregate.ts';
import type { DocumentState } from './apply-write.ts';
import type { EmulatorCore, ReadView } from './emulator-core.ts';
import { parseQuery, type Query } from './query.ts';
import { lockForRead } from './read-rpcs.ts';
import { invalidArgument } from './rpc-error.ts';
import { fromMicros } from './timestamp.ts';
import type { Observation } from './transactions.ts';
import type { Consistency, Fields, StructuredQuery, Timestamp, WireAggregation, WireDocument } from './wire.ts';
import { toWire } from './wire-document.ts';

interface RunQueryRequest extends Consistency {
  parent: string;
  structuredQuery?: StructuredQuery;
}

interface RunQueryResponse {
  document?: WireDocument;
  transaction?: string;
  readTime?: Timestamp;
}

interface RunAggregationRequest extends Consistency {
  parent: string;
  structuredAggregationQuery?: { structuredQuery?: StructuredQuery; aggregations: WireAggregation[] };
}

interface RunAggregationResponse {
  result?: { aggregateFields: Fields };
  transaction?: string;
  readTime?: Timestamp;
}

/** Firestore bills one read for every 1,000 index entries that an aggregation covers. */
const ENTRIES_PER_READ = 1000;

export function queryRpcs(core: EmulatorCore) {
  return {
    async *runQuery(request: RunQueryRequest): AsyncIterable<RunQueryResponse> {
      if (!request.structuredQuery) {
        throw invalidArgument('The request has no query.');
      }
      const query = parseQuery(request.parent, request.structuredQuery);
      const view = core.view(request);
      if (view.begun !== null) {
        yield { transaction: view.begun };
      }
      const results = await observedQuery(core, query, view);
      const readTime = fromMicros(view.at ?? core.time.read());
      core.counts.queries++;
      core.counts.documentReads += Math.max(1, results.length);
      for (const document of results) {
        yield { document: toWire(document, query.select), readTime };
      }
      if (results.length === 0) {
        yield { readTime };
      }
    },

    async *runAggregationQuery(request: RunAggregationRequest): AsyncIterable<RunAggregationResponse> {
      const wire = request.structuredAggregationQuery;
      if (!wire?.structuredQuery) {
        throw invalidArgument('The request has no query.');
      }
      const query = parseQuery(request.parent, wire.structuredQuery);
      const aggregations = nameAggregations(wire.aggregations);
      const view = core.view(request);
      const run = () => runAggregations(core, query, aggregations, view);
      const { fields, covered } = run();
      observe(view, () => JSON.stringify(run().fields));
      core.counts.aggregations++;
      core.counts.documentReads += Math.max(1, Math.ceil(covered / ENTRIES_PER_READ));
      yield {
        result: { aggregateFields: fields },
        readTime: fromMicros(view.at ?? core.time.read()),
        ...(view.begun !== null && { transaction: view.begun }),
      };
    },

    /** One partition, the whole query: an empty list of split points says so. */
    async partitionQuery(): Promise<{ partitions: [] }> {
      return { partitions: [] };
    },
  };
}

/** In a read-write transaction: locks the results, and remembers the query so that commit notices new ones. */
async function observedQuery(core: EmulatorCore, query: Query, view: ReadView): Promise<DocumentState[]> {
  const results = core.query(query, view);
  if (!view.transaction) {
    return results;
  }
  await lockForRead(
    core,
    view,
    results.map((document) => document.name),
  );
  const locked = core.query(query, view);
  const seen = signature(locked);
  view.transaction.observations.push({ observe: () => signature(core.query(query, view)), seen });
  return locked;
}

function observe(view: ReadView, observation: Observation): void {
  view.transaction?.observations.push({ observe: observation, seen: observation() });
}

const signature = (results: readonly DocumentState[]): string =>
  results.map((document) => `${document.name} ${document.updateTime}`).join('\n');

function runAggregations(
  core: EmulatorCore,
  query: Query,
  aggregations: [string, WireAggregation][],
  view: ReadView,
): { fields: Fields; covered: number } {
  if (view.at === null && aggregations.every(([, aggregation]) => aggregation.count)) {
    const counts = aggregations.map(([alias, a]) => [alias, core.queries.count(query, countLimit(a))] as const);
    const fields = Object.fromEntries(counts.map(([alias, count]) => [alias, { integerValue: String(count) }]));
    return { fields, covered: Math.max(...counts.map(([, count]) => count)) };
  }
  const documents = core.query(query, view);
  return { fields: aggregate(aggregations, documents), covered: documents.length };
}
