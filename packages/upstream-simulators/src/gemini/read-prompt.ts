import { z } from 'zod';

export interface PromptPost {
  /** What is to be read out of the post, as the prompt says in its `PROFILE:` line. */
  readonly profile: string;
  readonly title: string | null;
  readonly author: string | null;
  readonly caption: string;
  readonly transcript: string;
  /** BCP 47, where the transcript's platform said so. */
  readonly language: string | null;
}

const PROFILE = /^PROFILE: (\w+)$/m;
/** The post stands on one line between boundary lines with a random number, so nothing inside it can end it. */
const POST = /^-----BEGIN POST ([0-9a-f]{32})-----\n(.*)\n-----END POST \1-----$/m;

const postSchema = z.looseObject({
  author: z.string().nullish(),
  title: z.string().nullish(),
  caption: z.string().nullish(),
  transcript: z.looseObject({ language: z.string().nullish(), text: z.string() }).nullish(),
});

/** Reads profile and post out of a prompt; null when it does not say both. */
export function readPrompt(texts: readonly string[]): PromptPost | null {
  const text = texts.join('\n');
  const profile = PROFILE.exec(text)?.[1];
  const line = POST.exec(text)?.[2];
  const parsed = line === undefined ? null : postSchema.safeParse(parseJson(line));
  if (profile === undefined || !parsed?.success) {
    return null;
  }
  const { title, author, caption, transcript } = parsed.data;
  return {
    profile,
    title: title ?? null,
    author: author ?? null,
    caption: caption ?? '',
    transcript: transcript?.text ?? '',
    language: transcript?.language ?? null,
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
