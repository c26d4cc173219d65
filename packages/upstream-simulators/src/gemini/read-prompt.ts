import { z } from 'zod';

export interface PromptPost {
  readonly title: string | null;
  readonly author: string | null;
  readonly caption: string;
  readonly transcript: string;
  /** BCP 47, where the transcript's platform said so. */
  readonly language: string | null;
}

/** The post stands on one line between boundary lines with a random number, so nothing inside it can end it. */
const POST = /^-----BEGIN POST ([0-9a-f]{32})-----\n(.*)\n-----END POST \1-----$/m;

const postSchema = z.looseObject({
  author: z.string().nullish(),
  title: z.string().nullish(),
  caption: z.string().nullish(),
  transcript: z.looseObject({ language: z.string().nullish(), text: z.string() }).nullish(),
});

/** Reads the post out of a prompt; a prompt of another form is taken as one caption. */
export function readPrompt(texts: readonly string[]): PromptPost {
  const text = texts.join('\n');
  const line = POST.exec(text)?.[2];
  const parsed = line === undefined ? null : postSchema.safeParse(parseJson(line));
  if (!parsed?.success) {
    return { title: null, author: null, caption: text, transcript: '', language: null };
  }
  const { title, author, caption, transcript } = parsed.data;
  return {
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
