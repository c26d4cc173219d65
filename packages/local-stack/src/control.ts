import type { ActiveFault, CallCount, FaultInput, SimulatedPost, SimulatedPostInput } from '@sets/upstream-simulators';
import type { LocalPorts } from './ports.ts';

/** One applied write as the emulator logged it. */
export interface LoggedWrite {
  readonly seq: number;
  /** Microseconds since the epoch, by the clock of the emulator. */
  readonly commitTime: number;
  readonly path: string;
  readonly kind: 'create' | 'update' | 'delete' | 'unchanged';
  readonly fields: Readonly<Record<string, unknown>> | null;
}

export interface FirestoreOperations {
  readonly documentReads: number;
  readonly listenerReads: number;
  readonly documentWrites: number;
  readonly commits: number;
}

/** One queue as the emulator shows it. */
export interface SeenQueue {
  /** Deliveries that nobody has answered yet. */
  readonly inFlight: number;
  /** Ended deliveries by HTTP status, `timeout` or `unreachable`, since the local cloud was started. */
  readonly counts: { readonly responses: Readonly<Record<string, number>> };
}

export type LocalCloudControl = ReturnType<typeof createLocalCloudControl>;

async function call(url: string, method: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) {
    throw new Error(`${method} ${url} answered ${response.status}: ${await response.text()}`);
  }
  return await response.json();
}

/** The control planes of emulators and simulators, as any other process reaches them. */
export function createLocalCloudControl(ports: Pick<LocalPorts, 'control' | 'simulators'>) {
  const control = `http://127.0.0.1:${ports.control}`;
  const simulators = `http://127.0.0.1:${ports.simulators}`;
  return {
    firestore: {
      fault: (fault: Readonly<Record<string, unknown>>) => call(`${control}/firestore/faults`, 'POST', fault),
      heal: () => call(`${control}/firestore/faults`, 'DELETE'),
      operations: async () => (await call(`${control}/firestore/operations`, 'GET')) as FirestoreOperations,
      /** Every write below a path, oldest first. */
      writes: async (pathPrefix: string) =>
        (await call(
          `${control}/firestore/write-log?path_prefix=${encodeURIComponent(pathPrefix)}`,
          'GET',
        )) as LoggedWrite[],
    },
    cloudTasks: {
      fault: (fault: Readonly<Record<string, unknown>>) => call(`${control}/cloud-tasks/faults`, 'POST', fault),
      heal: () => call(`${control}/cloud-tasks/faults`, 'DELETE'),
      queues: async () => (await call(`${control}/cloud-tasks/queues`, 'GET')) as readonly SeenQueue[],
    },
    simulators: {
      /** Gives the fault's id. */
      async fault(fault: FaultInput): Promise<string> {
        return ((await call(`${simulators}/_control/faults`, 'POST', fault)) as { id: string }).id;
      },
      /** How many calls a fault has struck so far. */
      async hits(id: string): Promise<number> {
        const { faults } = (await call(`${simulators}/_control/faults`, 'GET')) as { faults: ActiveFault[] };
        return faults.find((fault) => fault.id === id)?.hits ?? 0;
      },
      /** Faults that struck nothing since the start: what a benchmark with one says of it is worth nothing. */
      async unmet(): Promise<readonly ActiveFault[]> {
        return ((await call(`${simulators}/_control/faults`, 'GET')) as { unmet: ActiveFault[] }).unmet;
      },
      /** Ends one fault; what it held is answered. */
      end: (id: string) => call(`${simulators}/_control/faults/${id}`, 'DELETE'),
      heal: () => call(`${simulators}/_control/faults`, 'DELETE'),
      async counters(): Promise<readonly CallCount[]> {
        return ((await call(`${simulators}/_control/counters`, 'GET')) as { counters: CallCount[] }).counters;
      },
      async calls(upstream: string): Promise<number> {
        return (await this.counters())
          .filter((count) => count.upstream === upstream)
          .reduce((sum, { calls }) => sum + calls, 0);
      },
      addPost: async (post: SimulatedPostInput): Promise<SimulatedPost> => {
        await call(`${simulators}/_control/posts`, 'POST', post);
        return post as SimulatedPost;
      },
    },
  };
}
