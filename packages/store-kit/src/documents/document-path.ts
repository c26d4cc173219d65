/**
 * The path of one document. Ids come from outside too, so one that would lead elsewhere is refused here.
 *
 * @throws RangeError
 */
export function documentPath(collection: string, id: string): string {
  if (id === '' || id === '.' || id === '..' || id.includes('/')) {
    throw new RangeError(`no document of ${collection} has the id "${id}"`);
  }
  return `${collection}/${id}`;
}
