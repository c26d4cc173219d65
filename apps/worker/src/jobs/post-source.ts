import type { ContentRef, Source } from '@sets/contract';
import { sanitiseText } from '@sets/contract/text';
import { sanitiseLink } from '@sets/service-kit';
import type { Post } from '@sets/video-source';

/** Characters. The platforms allow fewer; what stands there otherwise is no name. */
const MAX_AUTHOR = 100;
const MAX_TITLE = 300;

/** A stranger's words on their way to pages, terminals and logs. */
const shown = (text: string | null, maxLength: number): string | null =>
  text === null ? null : sanitiseText(text, maxLength) || null;

/** The post that a job's source names. */
export const refOf = ({ platform, content_id, kind, canonical_url }: Source): ContentRef => ({
  platform,
  content_id,
  kind,
  canonical_url,
});

/** What a job shows of its post. */
export const sourceOf = (post: Post, submittedUrl: string): Source => ({
  ...post.ref,
  submitted_url: submittedUrl,
  author: shown(post.author, MAX_AUTHOR),
  title: shown(post.title, MAX_TITLE),
  duration_s: post.durationS,
  thumbnail_url: post.thumbnailUrl === null ? null : sanitiseLink(post.thumbnailUrl),
});
