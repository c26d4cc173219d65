import type { DocumentChange } from './document-store.ts';
import type { EmulatorCore } from './emulator-core.ts';
import { ListenTarget, resumeTime, resumeToken, type TargetDelta } from './listen-target.ts';
import { toRpcError } from './rpc-error.ts';
import { fromMicros, type Micros } from './timestamp.ts';
import type { ListenResponse, WireTarget } from './wire.ts';
import { toWire } from './wire-document.ts';

export interface ListenRequest {
  addTarget?: WireTarget;
  removeTarget?: number;
}

/** A quiet stream says every so often that its client is up to date; clients reset streams silent for 2 min. */
const HEARTBEAT_MS = 30_000;

/**
 * One Listen stream: its targets, and one consistent snapshot after each set of commits that touches them. A
 * snapshot ends with a NO_CHANGE for all targets that carries read time and resume token.
 */
export class ListenStream {
  readonly #core: EmulatorCore;
  readonly #send: (response: ListenResponse) => void;
  readonly #targets = new Map<number, ListenTarget>();
  readonly #onChanges = (changes: DocumentChange[], commitTime: Micros) => this.#advance(changes, commitTime);
  #stopHeartbeat = () => {};

  constructor(core: EmulatorCore, send: (response: ListenResponse) => void) {
    this.#core = core;
    this.#send = send;
    core.listeners.add(this.#onChanges);
    this.#scheduleHeartbeat();
  }

  handle(request: ListenRequest): void {
    if (request.removeTarget) {
      this.#targets.delete(request.removeTarget);
      this.#send({ targetChange: { targetChangeType: 'REMOVE', targetIds: [request.removeTarget] } });
    }
    if (request.addTarget) {
      this.#add(request.addTarget);
    }
  }

  close(): void {
    this.#stopHeartbeat();
    this.#core.listeners.delete(this.#onChanges);
    this.#targets.clear();
  }

  #add(wire: WireTarget): void {
    const targetIds = [wire.targetId];
    try {
      const target = new ListenTarget(this.#core, wire);
      const since = resumeTime(wire);
      const now = this.#core.time.read();
      const delta = since === null ? target.start() : target.resume(since);
      this.#send({ targetChange: { targetChangeType: 'ADD', targetIds } });
      this.#sendDelta(target, delta, now);
      // A returning client compares: on a mismatch it drops what it knows and asks anew.
      if (since !== null) {
        this.#send({ filter: { targetId: target.id, count: target.size } });
      }
      if (!wire.once) {
        this.#targets.set(target.id, target);
      }
      const position = { resumeToken: resumeToken(now), readTime: fromMicros(now) };
      this.#send({ targetChange: { targetChangeType: 'CURRENT', targetIds, ...position } });
      this.#sendSnapshot(now);
      if (wire.once) {
        this.#send({ targetChange: { targetChangeType: 'REMOVE', targetIds } });
      }
    } catch (error) {
      const { code, details } = toRpcError(error);
      this.#send({ targetChange: { targetChangeType: 'REMOVE', targetIds, cause: { code, message: details } } });
    }
  }

  #advance(changes: DocumentChange[], commitTime: Micros): void {
    let touched = false;
    for (const target of this.#targets.values()) {
      const delta = target.advance(changes);
      if (delta) {
        this.#sendDelta(target, delta, commitTime);
      }
      touched ||= delta !== null;
    }
    if (touched) {
      this.#sendSnapshot(commitTime);
    }
  }

  #sendDelta(target: ListenTarget, delta: TargetDelta, time: Micros): void {
    const readTime = fromMicros(time);
    for (const document of delta.changed) {
      this.#send({ documentChange: { document: toWire(document, null), targetIds: [target.id] } });
    }
    for (const { name, deleted } of delta.removed) {
      const gone = { document: name, removedTargetIds: [target.id], readTime };
      this.#send(deleted ? { documentDelete: gone } : { documentRemove: gone });
    }
    this.#core.counts.listenerReads += delta.changed.length + delta.removed.length;
  }

  #sendSnapshot(time: Micros): void {
    const position = { resumeToken: resumeToken(time), readTime: fromMicros(time) };
    this.#send({ targetChange: { targetChangeType: 'NO_CHANGE', ...position } });
  }

  #scheduleHeartbeat(): void {
    this.#stopHeartbeat = this.#core.clock.schedule(() => {
      if (this.#targets.size > 0) {
        this.#sendSnapshot(this.#core.time.read());
      }
      this.#scheduleHeartbeat();
    }, HEARTBEAT_MS);
  }
}
