import type { DocumentState } from './apply-write.ts';
import type { DocumentChange } from './document-store.ts';
import type { EmulatorCore } from './emulator-core.ts';
import { parseQuery, type Query } from './query.ts';
import { matchesQuery } from './query-match.ts';
import { collectionName, parseDocumentName } from './resource-name.ts';
import { invalidArgument } from './rpc-error.ts';
import { type Micros, toMicros } from './timestamp.ts';
import type { WireTarget } from './wire.ts';

/** What a target's view gained or lost. */
export interface TargetDelta {
  changed: DocumentState[];
  /** Names that left the view, and whether the document itself is gone. */
  removed: { name: string; deleted: boolean }[];
}

/** One listened-to set of documents, with what the client knows of it: names and update times. */
export class ListenTarget {
  readonly id: number;
  readonly #core: EmulatorCore;
  readonly #names: string[];
  readonly #query: Query | null;
  #known = new Map<string, Micros>();

  constructor(core: EmulatorCore, wire: WireTarget) {
    this.#core = core;
    this.id = wire.targetId;
    this.#names = wire.documents?.documents ?? [];
    for (const name of this.#names) {
      parseDocumentName(name);
    }
    this.#query = wire.query ? parseQuery(wire.query.parent, wire.query.structuredQuery) : null;
    if (!this.#query && this.#names.length === 0) {
      throw invalidArgument('A target names documents or a query.');
    }
  }

  get size(): number {
    return this.#known.size;
  }

  /** The whole view, to start with. Documents that a document target names and that are missing count as removed. */
  start(): TargetDelta {
    const view = this.#current();
    this.#know(view);
    return { changed: view, removed: this.#missing(view) };
  }

  /** What has happened since `time`, for a client that knows the view as of then. */
  resume(time: Micros): TargetDelta {
    const view = this.#current();
    this.#know(view);
    // A limited view also gains documents that did not change; the client ignores those it already has.
    const changed = this.#query?.limit ? view : view.filter((document) => document.updateTime > time);
    const written = this.#scopes().flatMap((scope) => this.#core.documents.writtenSince(scope, time));
    const removed = [...new Set(written)]
      .filter((name) => !this.#known.has(name))
      .map((name) => ({ name, deleted: this.#core.documents.get(name) === null }));
    return { changed, removed };
  }

  /** What a set of commits changes in the view; null when nothing. */
  advance(changes: readonly DocumentChange[]): TargetDelta | null {
    const relevant = changes.filter((change) => this.#concerns(change));
    if (relevant.length === 0) {
      return null;
    }
    const delta = this.#query?.limit ? this.#requery() : this.#step(relevant);
    return delta.changed.length + delta.removed.length === 0 ? null : delta;
  }

  #concerns({ name, before, after }: DocumentChange): boolean {
    const query = this.#query;
    if (!query) {
      return this.#names.includes(name);
    }
    return this.#known.has(name) || [before, after].some((state) => state && matchesQuery(query, state));
  }

  #step(changes: readonly DocumentChange[]): TargetDelta {
    const last = new Map(changes.map((change) => [change.name, change.after]));
    const delta: TargetDelta = { changed: [], removed: [] };
    for (const [name, after] of last) {
      const inView = after !== null && (this.#query === null || matchesQuery(this.#query, after));
      if (inView) {
        if (this.#known.get(name) === after.updateTime) {
          continue;
        }
        this.#known.set(name, after.updateTime);
        delta.changed.push(after);
      } else if (this.#known.delete(name)) {
        delta.removed.push({ name, deleted: after === null });
      }
    }
    return delta;
  }

  /** With a limit, one document's change can pull in or push out another: compare the whole views. */
  #requery(): TargetDelta {
    const before = this.#known;
    const view = this.#current();
    this.#know(view);
    return {
      changed: view.filter((document) => before.get(document.name) !== document.updateTime),
      removed: [...before.keys()]
        .filter((name) => !this.#known.has(name))
        .map((name) => ({ name, deleted: this.#core.documents.get(name) === null })),
    };
  }

  #current(): DocumentState[] {
    if (this.#query) {
      return this.#core.queries.run(this.#query);
    }
    return this.#names.flatMap((name) => this.#core.documents.get(name) ?? []);
  }

  #know(view: readonly DocumentState[]): void {
    this.#known = new Map(view.map((document) => [document.name, document.updateTime]));
  }

  #missing(view: readonly DocumentState[]): TargetDelta['removed'] {
    const found = new Set(view.map((document) => document.name));
    return this.#names.filter((name) => !found.has(name)).map((name) => ({ name, deleted: true }));
  }

  #scopes(): string[] {
    const query = this.#query;
    if (!query) {
      return this.#names;
    }
    if (query.descendants || query.collectionId === null) {
      return [query.parent.full];
    }
    return [collectionName(parseDocumentName(`${query.parent.full}/${query.collectionId}/x`))];
  }
}

/** The moment up to which a returning client knows its target; null for a new one. */
export function resumeTime(wire: WireTarget): Micros | null {
  if (wire.resumeToken) {
    return Number(Buffer.from(wire.resumeToken, 'base64').toString());
  }
  return wire.readTime ? toMicros(wire.readTime) : null;
}

export const resumeToken = (time: Micros): string => Buffer.from(String(time)).toString('base64');
