import type { Socket } from 'node:net';

type Connect = (onOpen: (socket: Socket) => void, onFailure: () => void) => void;

/** One connection of a pool, which may have a socket that it does not use at the moment. */
export interface Connection {
  /** True while no request uses or awaits its socket. */
  idle(): boolean;
  socket: Socket | null;
}

/**
 * A cap on open sockets over all hosts. Who wants one beyond the cap waits in line; idle keep-alive sockets are closed
 * to make room, so that sockets kept for one host never starve another.
 */
export interface SocketBudget {
  /** Calls `connect` once there is room. The room is given back when the socket closes or connecting fails. */
  acquire(connection: Connection, connect: Connect): void;
  /** To be called when a connection has become idle. */
  becameIdle(): void;
  readonly open: number;
}

export function createSocketBudget(maxSockets: number): SocketBudget {
  const holders = new Set<Connection>();
  const waiting: { readonly connection: Connection; readonly connect: Connect }[] = [];
  let open = 0;

  const release = (connection: Connection): void => {
    open -= 1;
    connection.socket = null;
    holders.delete(connection);
    admit();
  };
  const admit = (): void => {
    while (open < maxSockets) {
      const next = waiting.shift();
      if (next === undefined) {
        return;
      }
      open += 1;
      const { connection, connect } = next;
      const onOpen = (socket: Socket): void => {
        connection.socket = socket;
        holders.add(connection);
        socket.once('close', () => release(connection));
      };
      connect(onOpen, () => release(connection));
    }
  };
  const makeRoom = (): void => {
    if (waiting.length === 0) {
      return;
    }
    for (const connection of holders) {
      if (connection.idle() && connection.socket?.destroyed === false) {
        connection.socket.destroy();
        return;
      }
    }
  };

  return {
    acquire(connection, connect) {
      waiting.push({ connection, connect });
      admit();
      makeRoom();
    },
    becameIdle: makeRoom,
    get open() {
      return open;
    },
  };
}
