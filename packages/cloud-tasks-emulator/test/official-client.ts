import { CloudTasksClient, v2beta3 } from '@google-cloud/tasks';
import { credentials } from '@grpc/grpc-js';

export const LOCATION = 'projects/demo/locations/us-central1';

const options = (port: number) => ({
  // Without these the first call looks for a metadata server to learn them.
  projectId: 'demo',
  apiEndpoint: '127.0.0.1',
  port,
  sslCreds: credentials.createInsecure(),
  clientOptions: { universeDomain: 'googleapis.com' },
});

/** The unmodified client, pointed at the emulator. */
export const officialClient = (port: number): CloudTasksClient => new CloudTasksClient(options(port));
export const betaClient = (port: number) => new v2beta3.CloudTasksClient(options(port));
