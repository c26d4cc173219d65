import { once } from 'node:events';
import { createServer } from 'node:net';
import {
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import type { EmulatorCore } from './emulator-core.ts';
import { type ListenRequest, ListenStream } from './listen-stream.ts';
import { loadFirestoreService } from './protocol.ts';
import { queryRpcs } from './query-rpcs.ts';
import { readRpcs } from './read-rpcs.ts';
import { type RpcError, toRpcError } from './rpc-error.ts';
import type { ListenResponse } from './wire.ts';
import { writeRpcs } from './write-rpcs.ts';

/** Firestore: a request is at most 10 MiB. Answers may be larger. */
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

export function createGrpcServer(core: EmulatorCore): Server {
  const { batchGetDocuments, ...reads } = readRpcs(core);
  const { runQuery, runAggregationQuery, partitionQuery } = queryRpcs(core);
  const unaries = { ...reads, ...writeRpcs(core), partitionQuery };
  const streams = { batchGetDocuments, runQuery, runAggregationQuery };
  const server = new Server({
    'grpc.max_receive_message_length': MAX_REQUEST_BYTES,
    'grpc.max_send_message_length': -1,
  });
  server.addService(loadFirestoreService(), {
    ...mapEntries(unaries, (name, rpc) => unary(core, name, rpc)),
    ...mapEntries(streams, (name, rpc) => serverStream(core, name, rpc)),
    listen: listen(core),
  });
  return server;
}

/** Resolves to the port. A taken one is the usual EADDRINUSE; gRPC alone would say that "no address" was added. */
export async function bind(server: Server, host: string, port: number): Promise<number> {
  if (port !== 0) {
    await probe(host, port);
  }
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error) {
        reject(error);
      } else {
        resolve(bound);
      }
    });
  });
}

async function probe(host: string, port: number): Promise<void> {
  const listener = createServer().listen(port, host);
  await once(listener, 'listening');
  listener.close();
  await once(listener, 'close');
}

const mapEntries = <In, Out>(record: Record<string, In>, map: (name: string, value: In) => Out): Record<string, Out> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(name, value)]));

/** The request types differ by RPC; gRPC has decoded each by its own message. */
type Unary = (request: never) => Promise<object>;
type Streaming = (request: never) => AsyncIterable<object>;

function unary(core: EmulatorCore, name: string, rpc: Unary): handleUnaryCall<never, object> {
  return (call, callback) => {
    admit(core, name)
      .then(() => rpc(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(asServiceError(toRpcError(error))),
      );
  };
}

function serverStream(core: EmulatorCore, name: string, rpc: Streaming): handleServerStreamingCall<never, object> {
  return (call) => {
    pipe(core, name, call, rpc).then(
      () => call.end(),
      (error: unknown) => call.emit('error', asServiceError(toRpcError(error))),
    );
  };
}

async function pipe(
  core: EmulatorCore,
  name: string,
  call: ServerWritableStream<never, object>,
  rpc: Streaming,
): Promise<void> {
  await admit(core, name);
  // A stream that fails before its headers is called again by the client's transport, twice, seconds apart; with
  // headers sent, the client sees the status at once.
  call.sendMetadata(new Metadata());
  for await (const response of rpc(call.request)) {
    if (call.cancelled) {
      return;
    }
    if (!call.write(response)) {
      await drained(call);
    }
  }
}

function drained(call: ServerWritableStream<never, object>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      call.off('drain', done).off('close', done).off('cancelled', done);
      resolve();
    };
    call.on('drain', done).on('close', done).on('cancelled', done);
  });
}

function listen(core: EmulatorCore): handleBidiStreamingCall<ListenRequest, ListenResponse> {
  return (call) => {
    admit(core, 'listen').then(
      () => serveListen(core, call),
      (error: unknown) => call.emit('error', asServiceError(toRpcError(error))),
    );
  };
}

function serveListen(core: EmulatorCore, call: ServerDuplexStream<ListenRequest, ListenResponse>): void {
  const stream = new ListenStream(core, (response) => call.write(response));
  const forget = core.faults.onCut((error) => call.emit('error', asServiceError(error)));
  const close = () => {
    stream.close();
    forget();
  };
  call.on('data', (request: ListenRequest) => stream.handle(request));
  call.on('error', close);
  call.on('cancelled', close);
  call.on('close', close);
  call.on('end', () => {
    close();
    call.end();
  });
}

async function admit(core: EmulatorCore, name: string): Promise<void> {
  core.counts.rpcs[name] = (core.counts.rpcs[name] ?? 0) + 1;
  await core.faults.admit();
}

/** What @grpc/grpc-js sends as the call's status. */
const asServiceError = (error: RpcError): Error & { code: number; details: string } =>
  Object.assign(new Error(error.details), { code: error.code, details: error.details });
