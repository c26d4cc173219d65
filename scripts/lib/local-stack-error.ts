/** A sentence for a person, printed without a stack. */
export class LocalStackError extends Error {}
