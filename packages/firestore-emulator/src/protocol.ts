import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { loadPackageDefinition, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** google.firestore.v1.Firestore from the protos inside the official client; messages take the form of `wire.ts`. */
export function loadFirestoreService(): ServiceDefinition {
  const client = createRequire(import.meta.url).resolve('@google-cloud/firestore');
  const protos = join(dirname(client), '..', 'protos');
  const definition = loadSync('google/firestore/v1/firestore.proto', {
    includeDirs: [protos],
    longs: String,
    enums: String,
    bytes: String,
    arrays: true,
    objects: true,
    // NaN and infinities as strings, so that decoded messages survive JSON.
    json: true,
  });
  const loaded = loadPackageDefinition(definition) as unknown as {
    google: { firestore: { v1: { Firestore: { service: ServiceDefinition } } } };
  };
  return loaded.google.firestore.v1.Firestore.service;
}
