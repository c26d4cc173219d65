import { readRecipe } from './read-recipe.ts';
import { readWorkout } from './read-workout.ts';
import { splitLines } from './split-lines.ts';

/** What a post says, by where it says it. */
export interface PostWords {
  readonly caption: string;
  readonly speech: string;
  readonly onScreen: string;
}

export interface PostAbout {
  readonly title: string | null;
  readonly author: string | null;
}

const SOURCES = [
  ['caption', 'caption'],
  ['speech', 'speech'],
  ['onScreen', 'on_screen'],
] as const;

/** By profile: the list that its result is about, and who reads it. */
const READERS: Readonly<Record<string, { readonly list: string; readonly read: (text: string) => readonly object[] }>> =
  {
    workout: { list: 'exercises', read: readWorkout },
    recipe: { list: 'ingredients', read: readRecipe },
  };

/**
 * The result that a profile asks for, from the place that says most; null when none says anything, or for a profile
 * that nobody here reads. Fields that are not read are left out.
 */
export function readPost(profile: string, words: PostWords, about: PostAbout): Record<string, unknown> | null {
  const reader = Object.hasOwn(READERS, profile) ? READERS[profile] : undefined;
  if (reader === undefined) {
    return null;
  }
  const accounts = SOURCES.map(([place, source]) =>
    reader.read(words[place]).map((item) => ({ ...item, numbers_seen_in: source })),
  );
  const [fullest = []] = accounts.toSorted((one, other) => other.length - one.length);
  if (fullest.length === 0) {
    return null;
  }
  const [first] = splitLines(words.caption || words.onScreen || words.speech);
  const minutes = /^(\d{1,3})[ -]minute\s/iu.exec(first?.text ?? '')?.[1];
  return {
    title: about.title ?? first?.text.slice(0, 100) ?? null,
    duration_minutes: minutes === undefined ? null : Number(minutes),
    [reader.list]: fullest,
    tags: tagsOf(words.caption),
    creator: about.author,
  };
}

/** Hashtags, but for the one by which the catalogue's posts are known. */
const tagsOf = (caption: string): string[] =>
  [...new Set([...caption.matchAll(/#(\p{L}{1,40})(?![\p{L}\p{N}_])/gu)].map(([, tag = '']) => tag.toLowerCase()))]
    .filter((tag) => !tag.startsWith('simpost'))
    .slice(0, 10);
