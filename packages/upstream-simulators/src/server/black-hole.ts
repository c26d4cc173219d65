import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { systemClock } from '@sets/clock';

export interface BlackHoleOrder {
  readonly port: number;
  readonly host: string;
  /** One 32-bit integer; the thread wakes when it is notified. */
  readonly release: SharedArrayBuffer;
}

/** More than the kernel queues for a backlog of 1 (two on Linux). */
const FILLERS = 4;
const FILL_MS = 100;

/** Resolves once connected, or after `FILL_MS` without: the queue is full then. */
const fill = (port: number, host: string): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect({ port, host });
    const cancel = systemClock.schedule(() => resolve(socket), FILL_MS);
    socket.on('error', () => {});
    socket.once('connect', () => {
      cancel();
      resolve(socket);
    });
  });

/**
 * Makes connecting to an address hang, as when packets are dropped: a sleeping thread listens there and its queue of
 * connections is filled, so that the kernel ignores every further one. The address must be free.
 *
 * @returns ends it and frees the address
 * @throws the listener's error, e.g. EADDRINUSE
 */
export async function startBlackHole(port: number, host: string): Promise<() => Promise<void>> {
  const release = new SharedArrayBuffer(4);
  const workerData: BlackHoleOrder = { port, host, release };
  const thread = new Worker(new URL('./black-hole-thread.ts', import.meta.url), { workerData });
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    thread.once('message', () => resolve());
    thread.once('error', reject);
  });
  const fillers: Socket[] = [];
  for (let count = 0; count < FILLERS; count += 1) {
    fillers.push(await fill(port, host));
  }
  return async () => {
    const flag = new Int32Array(release);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
    for (const socket of fillers) {
      socket.destroy();
    }
    await ended;
  };
}
