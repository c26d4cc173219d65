import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { type Clock, systemClock } from '@sets/clock';

export interface DelayedLink {
  readonly port: number;
  close(): Promise<void>;
}

export interface DelayedLinkOptions {
  /** Where it listens; 0 picks a free port. */
  readonly port: number;
  /** The local port that it leads to. */
  readonly to: number;
  /** Every byte takes half of it in each direction. */
  readonly roundTripMs: number;
  readonly clock?: Clock;
}

/** Bytes come out in the order in which they went in, each so much later, as over a long line without loss. */
const delayed = (ms: number, clock: Clock): Transform =>
  new Transform({
    highWaterMark: 16 * 1_048_576,
    transform(chunk: Buffer, _encoding, done) {
      clock.schedule(() => this.push(chunk), ms);
      done();
    },
    flush(done) {
      clock.schedule(() => done(), ms);
    },
  });

/** A line of a given length to a local port, for what a region reaches far away. It knows no protocol. */
export async function startDelayedLink(options: DelayedLinkOptions): Promise<DelayedLink> {
  const { to, roundTripMs, clock = systemClock } = options;
  const open = new Set<Socket>();

  function keep(socket: Socket): void {
    open.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => open.delete(socket));
  }

  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: to, host: '127.0.0.1', allowHalfOpen: true });
    keep(near);
    keep(far);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.pipe(delayed(roundTripMs / 2, clock)).pipe(other);
      one.once('error', () => other.destroy());
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) {
          socket.destroy();
        }
      }),
  };
}
