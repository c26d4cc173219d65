import { status } from '@grpc/grpc-js';
import { type Clock, sleep } from '@sets/clock';
import { relativePath } from './resource-name.ts';
import { RpcError } from './rpc-error.ts';

/** Failures on command. All are off at the start and after `clear()`. */
export interface FirestoreFaults {
  /** Every RPC answers UNAVAILABLE and streams are cut, until `clear()` or for `forMs`. */
  unavailable(forMs?: number): void;
  /** Every RPC starts this much later. */
  latency(ms: number): void;
  /** The next `count` commits are applied and answered UNAVAILABLE; only those touching `pathPrefix`, if given. */
  dropCommitReplies(count: number, pathPrefix?: string): void;
  /** SQLite finds no room: commits are undone and answer RESOURCE_EXHAUSTED. */
  diskFull(): void;
  clear(): void;
}

export class Faults implements FirestoreFaults {
  readonly #clock: Clock;
  readonly #setDiskFull: (full: boolean) => void;
  readonly #cutStreams = new Set<(error: RpcError) => void>();
  #down = false;
  #endOutage = () => {};
  #latencyMs = 0;
  #drops = { left: 0, pathPrefix: '' };

  constructor(clock: Clock, setDiskFull: (full: boolean) => void) {
    this.#clock = clock;
    this.#setDiskFull = setDiskFull;
  }

  unavailable(forMs?: number): void {
    this.#endOutage();
    this.#down = true;
    for (const cut of this.#cutStreams) {
      cut(unavailable());
    }
    if (forMs !== undefined) {
      this.#endOutage = this.#clock.schedule(() => {
        this.#down = false;
      }, forMs);
    }
  }

  latency(ms: number): void {
    this.#latencyMs = ms;
  }

  dropCommitReplies(count: number, pathPrefix = ''): void {
    this.#drops = { left: count, pathPrefix };
  }

  diskFull(): void {
    this.#setDiskFull(true);
  }

  clear(): void {
    this.#endOutage();
    this.#endOutage = () => {};
    this.#down = false;
    this.#latencyMs = 0;
    this.#drops = { left: 0, pathPrefix: '' };
    this.#setDiskFull(false);
  }

  /** Passed by every RPC before anything else. */
  async admit(): Promise<void> {
    if (this.#latencyMs > 0) {
      await sleep(this.#clock, this.#latencyMs);
    }
    if (this.#down) {
      throw unavailable();
    }
  }

  /** Passed by every applied commit before its answer. */
  admitReply(names: readonly string[]): void {
    if (this.#drops.left === 0) {
      return;
    }
    if (!names.some((name) => relativePath(name).startsWith(this.#drops.pathPrefix))) {
      return;
    }
    this.#drops.left--;
    throw unavailable();
  }

  /** Registers a stream that an outage cuts; the returned function forgets it. */
  onCut(cut: (error: RpcError) => void): () => void {
    this.#cutStreams.add(cut);
    return () => this.#cutStreams.delete(cut);
  }
}

const unavailable = (): RpcError => new RpcError(status.UNAVAILABLE, 'The service is currently unavailable.');
