import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudTasksClient } from '@google-cloud/tasks';
import { credentials } from '@grpc/grpc-js';
import { EXTRACT_QUEUE } from '@sets/contract';
import type { LocalPorts } from '@sets/local-stack';

const PROJECT = 'sets-local';
const REGION = 'us-central1';

/** A real OIDC token of the Cloud Tasks emulator, as its pushes carry it: had by a task that pushes to this process. */
export async function takeTaskToken(
  ports: LocalPorts,
  { serviceAccountEmail, audience }: { readonly serviceAccountEmail: string; readonly audience: string },
): Promise<string> {
  const pushed = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    response.end();
    pushed.resolve(request.headers.authorization?.replace(/^Bearer /, '') ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new CloudTasksClient({
    projectId: PROJECT,
    apiEndpoint: '127.0.0.1',
    port: ports.cloudTasks,
    sslCreds: credentials.createInsecure(),
    clientOptions: { universeDomain: 'googleapis.com' },
  });
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await client.createTask({
      parent: client.queuePath(PROJECT, REGION, EXTRACT_QUEUE),
      task: { httpRequest: { url, oidcToken: { serviceAccountEmail, audience } } },
    });
    return await pushed.promise;
  } finally {
    server.close();
    server.closeAllConnections();
    await client.close();
  }
}
