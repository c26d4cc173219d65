import { canonicalise } from '../src/canonicalise.ts';

/** What a link or a text leads to: `platform:id`, `short <link>` or a problem code. */
export function outcomeOf(text: string): string {
  const result = canonicalise(text);
  if (result.ok) {
    return `${result.ref.platform}:${result.ref.content_id}`;
  }
  return 'problem' in result ? result.problem : `short ${result.needsResolution.shortLink}`;
}
