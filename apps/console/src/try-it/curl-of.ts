import type { Job } from '../api/api.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same request for a shell. The key is the reader's to put in. */
export function curlOf(url: string, { language }: Pick<Job, 'language'>): string {
  const body = JSON.stringify({ url, ...(language === null ? {} : { language }) });
  return [
    `curl -sS ${location.origin}/v1/jobs`,
    `-H 'authorization: Bearer $SETS_KEY'`.replaceAll("'", '"'),
    `-H 'content-type: application/json' -H 'prefer: wait=30'`,
    `-d ${quoted(body)}`,
  ].join(' \\\n  ');
}
