/** Controls except line feed, which the caller decides on. */
export const CONTROLS = /(?!\n)\p{Cc}/gu;
/**
 * What changes how text reads without being seen: bidi controls, zero-width characters, soft hyphens, fillers,
 * annotations, and the tag characters that can smuggle whole sentences past a reader.
 */
export const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** Unicode's own line breaks: a terminal or a page may begin a line there. */
export const LINE_SEPARATORS = /[\u2028\u2029]/g;
