/** Something that the person at the terminal can mend: a sentence, printed without a stack. */
export class LocalStackError extends Error {}
