const open = (name: string): string => `<!-- ${name}: generated (make generate) -->`;
const close = (name: string): string => `<!-- /${name} -->`;

/**
 * A document with the named block in it written anew; all else is left as people wrote it.
 *
 * @throws Error when the document has no such block
 */
export function replaceBlock(document: string, name: string, content: string): string {
  const [before, rest] = splitAt(document, open(name));
  const [, after] = splitAt(rest, close(name));
  return `${before}${open(name)}\n${content}\n${close(name)}${after}`;
}

function splitAt(text: string, mark: string): [before: string, after: string] {
  const at = text.indexOf(mark);
  if (at < 0) {
    throw new Error(`No "${mark}" where a generated block should stand`);
  }
  return [text.slice(0, at), text.slice(at + mark.length)];
}
