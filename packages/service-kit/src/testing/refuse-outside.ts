import { isIP, Socket } from 'node:net';

const LOOPBACK = /^(?:127\.|::1$|localhost$)/;

/**
 * Refuses every socket of this process to anything but loopback from now on. For tests that aim at addresses outside: a
 * guard that fails must fail the test, and reach nobody.
 *
 * @returns what has been tried, in order
 */
export function refuseOutside(): readonly string[] {
  const tried: string[] = [];
  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function refuse(this: Socket, ...args: unknown[]) {
    const [first] = args.flat();
    const target = typeof first === 'object' && first !== null ? (first as { host?: string; path?: string }) : {};
    const host = target.host ?? (typeof args[1] === 'string' ? args[1] : 'localhost');
    if (target.path === undefined && !LOOPBACK.test(host) && (isIP(host) !== 0 || host.includes('.'))) {
      tried.push(host);
      this.destroy(new Error(`a test tried to reach ${host}`));
      return this;
    }
    return Reflect.apply(connect, this, args) as Socket;
  } as typeof connect;
  return tried;
}
