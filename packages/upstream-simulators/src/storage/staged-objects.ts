/** What is kept of an object: enough for a model that is shown it, not its gigabytes. */
export interface StagedObject {
  /** `gs://bucket/name`. */
  readonly uri: string;
  readonly contentType: string;
  /** The first bytes. */
  readonly head: Buffer;
  readonly bytes: number;
}

export interface StagedObjects {
  put(object: StagedObject): void;
  find(uri: string): StagedObject | null;
  remove(uri: string): boolean;
  readonly all: readonly StagedObject[];
}

/** Marker and movie header of synthetic media stand within it. */
export const HEAD_BYTES = 256 * 1024;

export function createStagedObjects(): StagedObjects {
  const objects = new Map<string, StagedObject>();
  return {
    put: (object) => void objects.set(object.uri, object),
    find: (uri) => objects.get(uri) ?? null,
    remove: (uri) => objects.delete(uri),
    get all() {
      return [...objects.values()];
    },
  };
}
