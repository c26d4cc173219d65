import { sanitiseText } from '@sets/contract/text';

/**
 * Text that speaks to a model or shows our prompt. A workout's strings have no reason to hold any of it, so a match
 * costs the string: losing a description is cheaper than publishing a stranger's instructions under our name.
 */
const SPEAKS_TO_MODEL = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instructions?|prompts?|rules|guidelines|previous|above|earlier)\b/i,
  /\b(?:ignor\w+|olvid\w+|esquec\w+|oubli\w+|vergiss|vergessen|missacht\w+)\b.{0,60}\b(?:instruc\w+|instruç\w+|consignes|anweisung\w*|regeln|reglas|regras|règles|anterior\w*|pr[ée]c[ée]dent\w*|vorherig\w*)/i,
  /\b(?:system|developer|hidden|initial) (?:prompt|message|instructions?)\b/i,
  /\bas an? (?:ai|language model|assistant)\b|\byou are (?:now|no longer) (?:a|an|in|the)\b|\b(?:jailbreak|developer mode|DAN mode)\b/i,
  /\b(?:reveal|print|repeat|output|show|leak)\b.{0,40}\b(?:your|the) (?:prompt|instructions|rules|configuration|api key|secrets?)\b/i,
  /-----\s*(?:BEGIN|END)\b|\b(?:OUTPUT_LANGUAGE|PROFILE|MEDIA):|<\|[^|]*\|>|\[\/?(?:INST|SYS)\]|^\s*(?:system|assistant|user)\s*:/im,
  /["']?\b(?:found|numbers_seen_in|role|finishReason)\b["']?\s*:\s*(?:true|false|null|["'{[])/i,
];

const LINKS = /!?\[([^\]]*)\]\([^)]*\)|(?:https?|ftp):\/\/\S+|\bwww\.\S+|\b(?:javascript|vbscript|data):\S+/gi;

/** So many words in a row in common with the system instruction are no accident. */
const LEAK_WORDS = 8;

/** Gives the presentable text, or null when it must not be shown. */
export type TextCleaner = (value: string, maxLength: number) => string | null;

/** Cleans the strings of answers that were given under `instruction`. */
export function createTextCleaner(instruction: string): TextCleaner {
  const own = shingles(instruction);
  return (value, maxLength) => {
    const text = sanitiseText(value.slice(0, maxLength * 4).replace(LINKS, '$1'), maxLength);
    if (SPEAKS_TO_MODEL.some((pattern) => pattern.test(text))) {
      return null;
    }
    for (const shingle of shingles(text)) {
      if (own.has(shingle)) {
        return null;
      }
    }
    return text === '' ? null : text;
  };
}

function shingles(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const found = new Set<string>();
  for (let i = 0; i + LEAK_WORDS <= words.length; i++) {
    found.add(words.slice(i, i + LEAK_WORDS).join(' '));
  }
  return found;
}
