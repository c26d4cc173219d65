const MAX_WORDS = 6;

/** Words with which a speaker leads over to an exercise. */
const LEADING =
  /^(?:(?:start|begin|finish|continue) with|then|next (?:up|are|is)|next|now|do|and)[,:]?\s(?:an?\s|the\s)?/iu;
const SIDES = /\s(?:on\s)?(?:each|per|every) (?:side|leg|arm)$/iu;
const EDGES = /^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu;

/** The exercise's name in the words beside its numbers: what follows a colon, else all. Null when they are no name. */
export function exerciseName(words: string): string | null {
  const parts = words.split(/:\s*/).map((part) => part.replace(EDGES, ''));
  const name = (parts.findLast((part) => part !== '') ?? '').replace(LEADING, '').replace(SIDES, '').replace(EDGES, '');
  const count = name.split(' ').length;
  if (!/\p{L}{3}/u.test(name) || /[\d.!?]/u.test(name) || count > MAX_WORDS) {
    return null;
  }
  return name.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
