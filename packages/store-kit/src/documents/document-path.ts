/** No path of its own (`a/b`, `.`, `..`), and not `__…__`. Source: Firestore's "Constraints on document IDs". */
const NAME = /^(?!\.{1,2}$|__.*__$)[^/]+$/s;
const MAX_ID_BYTES = 1_500;

/**
 * The path of one document. Ids come from outside too, so one that would lead elsewhere is refused here.
 *
 * @throws RangeError
 */
export function documentPath(collection: string, id: string): string {
  if (!NAME.test(id) || Buffer.byteLength(id) > MAX_ID_BYTES || !id.isWellFormed()) {
    throw new RangeError(`no document of ${collection} can have the id ${JSON.stringify(id.slice(0, 100))}`);
  }
  return `${collection}/${id}`;
}
