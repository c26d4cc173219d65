const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&nbsp;': ' ',
  '&lrm;': '',
  '&rlm;': '',
};

const plain = (line: string): string =>
  line
    // No tag holds another `<`; looking past one would cost the square of a line of them.
    .replace(/<[^<>]*>/g, '')
    .replace(/&(?:amp|lt|gt|nbsp|lrm|rlm);/g, (entity) => ENTITIES[entity] ?? '')
    .trim();

/**
 * The spoken text of a WEBVTT file: cue texts joined by spaces, without timestamps, identifiers, notes, styles and tags.
 * Repeated lines of rolling captions appear once. A text that is no WEBVTT is returned as it is, trimmed.
 */
export function webVttToText(source: string): string {
  // Some recordings hold the two characters `\n` where a line break was meant.
  const text = source
    .replace(/^\uFEFF/, '')
    .replace(/\\n/g, '\n')
    .replace(/\r\n?/g, '\n');
  if (!text.startsWith('WEBVTT')) {
    return text.trim();
  }
  const spoken: string[] = [];
  for (const block of text.split(/\n{2,}/)) {
    const lines = block.split('\n');
    const timing = lines.findIndex((line) => line.includes('-->'));
    // Only a cue has a timing line; header, NOTE, STYLE and REGION blocks have none.
    for (const line of timing === -1 ? [] : lines.slice(timing)) {
      const words = line.includes('-->') ? '' : plain(line);
      if (words !== '' && words !== spoken.at(-1)) {
        spoken.push(words);
      }
    }
  }
  return spoken.join(' ');
}
