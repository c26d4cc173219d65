/** A text in UTF-8 with one character for each byte: a flat string that Node sends after the head in one piece. */
export type ByteString = string & { readonly bytesOf: 'UTF-8' };

const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length;

export const byteString = (text: string): ByteString =>
  (isAscii(text) ? text : Buffer.from(text).toString('latin1')) as ByteString;

export const textOfBytes = (bytes: ByteString): string => Buffer.from(bytes, 'latin1').toString();
