import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import type { BlackHoleOrder } from './black-hole.ts';

/** Listens and falls asleep at once, so that the kernel queues connections which nobody ever accepts. */
const { port, host, release } = workerData as BlackHoleOrder;
const server = createServer();
server.once('error', (error) => {
  throw error;
});
server.listen({ port, host, backlog: 1 }, () => {
  parentPort?.postMessage('listening');
  Atomics.wait(new Int32Array(release), 0, 0);
  server.close();
  process.exit(0);
});
