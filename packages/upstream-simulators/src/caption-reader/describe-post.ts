import type { Directives } from './directives.ts';
import { CALL_TO_ACTION } from './noise.ts';

export interface PostInput {
  readonly title: string | null;
  readonly author: string | null;
}

export interface PostDescription {
  readonly title: string | null;
  readonly description: string | null;
  readonly workout_type: string | null;
  readonly tags: readonly string[];
  readonly creator: string | null;
}

const TYPES: readonly (readonly [RegExp, string])[] = [
  [/\bhiit\b|\btabata\b|\d+\s?s\w*\s(?:work|on)\b/iu, 'hiit'],
  [/\bcross ?fit\b|\bwod\b|\bfor time\b|\brx\b/iu, 'crossfit'],
  [/\byoga\b/iu, 'yoga'],
  [/\bpilates\b/iu, 'pilates'],
  [/\bcalisthenics?\b|\bbodyweight\b|\bcalistenia\b/iu, 'calisthenics'],
  [/\bcircuit\b|\bcircuito\b|\bzirkel\b|\bemom\b|\bamrap\b|\brounds?\b|\brondas?\b/iu, 'circuit'],
  [/\bcore\b|\babs?\b|\babdominal/iu, 'core'],
  [/\bcardio\b/iu, 'cardio'],
  [
    /\bstrength|\bstrong|dumbbell|barbell|kettlebell|\bfuerza\b|\bforça\b|\bkraft|\bleg day\b|\bpush day\b|\bpull day\b|\d\s?x\s?\d/iu,
    'strength',
  ],
  [/\bstretch|\bestiramiento|\balongamento|\bdehn/iu, 'stretching'],
  [/\bmobility\b|\bmovilidad\b|\bmobilidade\b/iu, 'mobility'],
];

const PICTURES = /[\p{Extended_Pictographic}\u{1F1E6}-\u{1F1FF}\u{1F3FB}-\u{1F3FF}]|\uFE0F|\u200D|\u20E3/gu;

const plain = (text: string): string =>
  text
    .replace(/#[\p{L}\p{N}_]+/gu, '')
    .replace(PICTURES, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s\p{P}]+|[\s,;:-]+$/gu, '')
    .trim();

/** Title, description and the like: words of the post itself, none of them made up. */
export function describePost(
  sources: { readonly caption: string; readonly speech: string; readonly onScreen: string },
  post: PostInput,
  format: Directives['format'],
): PostDescription {
  const [first = '', ...rest] = (sources.caption || sources.onScreen || sources.speech)
    .split(/\n|(?<=[.!?])\s+(?=\p{Lu})/u)
    .map(plain)
    .filter((line) => line.length > 2);
  const everything = `${sources.caption}\n${sources.onScreen}\n${sources.speech}`;
  const tags = [...sources.caption.matchAll(/#([\p{L}_]+)(?![\p{L}\p{N}_])/gu)].map((match) =>
    (match[1] ?? '').toLowerCase(),
  );
  return {
    title: post.title ?? (first === '' ? null : first.slice(0, 100)),
    description:
      rest.find((line) => line.length > 20 && !/\d/.test(line) && !CALL_TO_ACTION.test(line))?.slice(0, 300) ?? null,
    workout_type: format === 'tabata' ? 'hiit' : (TYPES.find(([pattern]) => pattern.test(everything))?.[1] ?? null),
    tags: [...new Set(tags)].filter((tag) => tag.length <= 40 && !tag.startsWith('simpost')).slice(0, 10),
    creator: post.author,
  };
}
