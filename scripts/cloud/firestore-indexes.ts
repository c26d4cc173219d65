import { CloudError } from './cloud-error.ts';
import { type CloudTarget, inProject } from './cloud-target.ts';
import type { Gcloud } from './gcloud.ts';

/** What code of this tree needs of Firestore before it runs; infra/modules/firestore makes it of the same list. */
export interface DeclaredIndexes {
  readonly fields: readonly {
    readonly collection: string;
    readonly field: string;
    readonly indexed: readonly string[];
  }[];
  readonly indexes: readonly {
    readonly collection: string;
    readonly fields: readonly { readonly field: string; readonly order: string }[];
  }[];
}

export interface IndexWait {
  readonly gcloud: Gcloud;
  readonly target: CloudTarget;
  readonly declared: DeclaredIndexes;
  readonly dryRun: boolean;
  readonly say: (line: string) => void;
  readonly pause: (ms: number) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** Building one over some millions of documents takes minutes; beyond this somebody had better look. */
const TRIES = 180;
const PAUSE_MS = 20_000;

interface FoundIndex {
  readonly state?: string;
  readonly fields?: readonly { readonly fieldPath?: string; readonly order?: string }[];
}

interface FoundField {
  readonly name?: string;
  readonly indexConfig?: { readonly indexes?: readonly FoundIndex[] };
}

const parsed = <T>(listed: string): readonly T[] => JSON.parse(listed || '[]');
const wordsOf = (collection: string, parts: readonly string[]): string => `${collection} (${parts.join(', ')})`;

/** Firestore ends each composite index with the document's name, which nobody declares. */
const partsOf = ({ fields = [] }: FoundIndex): string[] =>
  fields.filter(({ fieldPath }) => fieldPath !== '__name__').map(({ fieldPath, order }) => `${fieldPath} ${order}`);

const collectionOf = (name: string): string => /\/collectionGroups\/([^/]+)\//.exec(name)?.[1] ?? '';

const wantedOf = ({ fields, indexes }: DeclaredIndexes): string[] => [
  ...fields.flatMap(({ collection, field, indexed }) =>
    indexed.map((order) => wordsOf(collection, [`${field} ${order}`])),
  ),
  ...indexes.map(({ collection, fields: parts }) =>
    wordsOf(
      collection,
      parts.map(({ field, order }) => `${field} ${order}`),
    ),
  ),
];

/** By what is declared: READY, CREATING or NEEDS_REPAIR. */
async function statesOf({ gcloud, target }: IndexWait): Promise<ReadonlyMap<string, string>> {
  const database = ['--database=(default)', ...inProject(target)];
  const composite = await gcloud.look(['firestore', 'indexes', 'composite', 'list', ...database, '--format=json']);
  const single = await gcloud.look(['firestore', 'indexes', 'fields', 'list', ...database, '--format=json']);
  const found = [
    ...parsed<FoundIndex & FoundField>(composite).map((index) => ({ name: index.name, index })),
    ...parsed<FoundField>(single).flatMap(({ name, indexConfig }) =>
      (indexConfig?.indexes ?? []).map((index) => ({ name, index })),
    ),
  ];
  return new Map(found.map(({ name = '', index }) => [wordsOf(collectionOf(name), partsOf(index)), index.state ?? '']));
}

/**
 * Code that asks by an index which is not there, or not ready, fails until it is: so a rollout begins only when all are.
 *
 * @throws CloudError naming those that were never made, that need repair, or that are not ready within the hour
 */
export async function waitForIndexes(wait: IndexWait): Promise<void> {
  const { declared, dryRun, say, pause, signal } = wait;
  const wanted = wantedOf(declared);
  for (let tried = 0; ; tried += 1) {
    signal?.throwIfAborted();
    const states = await statesOf(wait);
    const missing = wanted.filter((index) => !states.has(index));
    const unready = wanted.filter((index) => states.has(index) && states.get(index) !== 'READY');
    if (dryRun || missing.length + unready.length === 0) {
      return;
    }
    if (missing.length > 0) {
      throw new CloudError(
        `Firestore lacks what this code asks by: ${missing.join('; ')}. Apply the infrastructure of this commit (tofu apply), then deploy`,
      );
    }
    const broken = unready.filter((index) => states.get(index) === 'NEEDS_REPAIR');
    if (broken.length > 0 || tried >= TRIES) {
      throw new CloudError(`Firestore has not built: ${(broken.length > 0 ? broken : unready).join('; ')}`);
    }
    say(`Firestore builds ${unready.join('; ')}: the rollout waits`);
    await pause(PAUSE_MS);
  }
}
