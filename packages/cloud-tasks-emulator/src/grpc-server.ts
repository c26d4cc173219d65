import { readFileSync } from 'node:fs';
import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import type { FaultPoints } from './faults.ts';
import { ListenError, type ListeningServer } from './listening.ts';
import { locationOf } from './resource-names.ts';
import { checkRight, resourceOf } from './rights.ts';
import { RpcError, unavailable } from './rpc-error.ts';

/** The largest message of the real API's front end; a task may have 1 MB. */
const MAX_MESSAGE_BYTES = 10 * 1_048_576;

/** A method of the API: request message in, response message out; throws RpcError. */
type ApiMethods = Readonly<Record<string, (request: never) => object>>;

export interface GrpcServerOptions {
  readonly host: string;
  readonly port: number;
  readonly methods: ApiMethods;
  readonly faults: FaultPoints;
}

/** The descriptors that ship inside the official client. */
function loadServices(): ServiceDefinition[] {
  const descriptors = new URL('protos.json', import.meta.resolve('@google-cloud/tasks/build/protos'));
  const definition = fromJSON(JSON.parse(readFileSync(descriptors, 'utf8')), { longs: Number, enums: String });
  return ['v2', 'v2beta3'].map(
    (version) => definition[`google.cloud.tasks.${version}.CloudTasks`] as unknown as ServiceDefinition,
  );
}

function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) {
    return error;
  }
  // The database refused, e.g. a full disk: nothing was applied.
  if (error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR') {
    return unavailable();
  }
  return new RpcError(status.INTERNAL, error instanceof Error ? error.message : String(error));
}

/** Serves v2 and v2beta3; a method that is not among `methods` answers UNIMPLEMENTED. */
export async function startGrpcServer({ host, port, methods, faults }: GrpcServerOptions): Promise<ListeningServer> {
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES });
  const implementation: UntypedServiceImplementation = {};
  for (const [name, method] of Object.entries(methods)) {
    const handle: handleUnaryCall<object, object> = (call, callback) => {
      try {
        if (faults.apiUnavailable() || faults.isAway(locationOf(resourceOf(call.request)))) {
          throw unavailable();
        }
        checkRight(name, call.request, faults.deniedRights());
        const response = method(call.request as never);
        if (name === 'createTask' && faults.takeDroppedCreateAnswer()) {
          throw unavailable();
        }
        callback(null, response);
      } catch (error) {
        callback(toRpcError(error));
      }
    };
    implementation[name] = handle;
  }
  for (const service of loadServices()) {
    server.addService(service, implementation);
  }

  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, actual) =>
      error === null ? resolve(actual) : reject(new ListenError('Cloud Tasks emulator', host, port, error)),
    );
  });
  return {
    port: bound,
    async close() {
      server.forceShutdown();
    },
  };
}
