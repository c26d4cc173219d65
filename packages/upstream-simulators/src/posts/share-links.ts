import type { Random } from '@sets/clock';
import { pick } from '../draws.ts';
import type { LinkForm } from '../workload/workload.ts';
import type { SimulatedPost } from './simulated-post.ts';

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

const token = (random: Random, length: number): string =>
  Array.from({ length }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('');

/** The link that a browser's address bar shows. */
export function canonicalLink(post: SimulatedPost): string {
  switch (post.platform) {
    case 'tiktok':
      return `https://www.tiktok.com/@${post.author.username}/${post.kind === 'video' ? 'video' : 'photo'}/${post.contentId}`;
    case 'instagram':
      return `https://www.instagram.com/${post.kind === 'video' ? 'reel' : 'p'}/${post.contentId}/`;
    case 'youtube':
      return `https://www.youtube.com/shorts/${post.contentId}`;
  }
}

/** Parameters that the apps really add, with values of one share. */
export function shareParameters(post: SimulatedPost, random: Random): string {
  switch (post.platform) {
    case 'tiktok':
      return pick(random, [
        `is_from_webapp=1&sender_device=pc&web_id=7${token(random, 8)}`,
        `_r=1&_t=ZT-${token(random, 11)}`,
        `_t=${token(random, 10)}&_r=1&utm_source=copy&utm_medium=android&utm_campaign=client_share`,
      ]);
    case 'instagram':
      return pick(random, [
        `igsh=${token(random, 16)}==`,
        `igshid=${token(random, 11)}&utm_source=ig_web_copy_link`,
        post.kind === 'video' ? `igsh=${token(random, 16)}` : `img_index=1&igsh=${token(random, 16)}`,
      ]);
    case 'youtube':
      return pick(random, [`si=${token(random, 16)}`, `si=${token(random, 16)}&feature=share`]);
  }
}

const SHORT_CODE = /^Z[MST]([a-z]+)0[\w-]*$/;

/** Each share has its own short code; the post's marker inside it saves a table. */
const shortCode = (post: SimulatedPost, random: Random): string => `ZM${post.marker}0${token(random, 4)}`;

export const markerOfShortCode = (code: string): string | null => SHORT_CODE.exec(code)?.[1] ?? null;

function shortLink(post: SimulatedPost, random: Random): string {
  const code = shortCode(post, random);
  switch (post.platform) {
    case 'tiktok':
      return pick(random, [
        `https://vm.tiktok.com/${code}/`,
        `https://vt.tiktok.com/${code}/`,
        `https://www.tiktok.com/t/${code}/`,
      ]);
    case 'instagram':
      return `https://www.instagram.com/share/${post.kind === 'video' ? 'reel' : 'p'}/${code}/`;
    case 'youtube':
      return `https://youtu.be/${post.contentId}?${shareParameters(post, random)}`;
  }
}

function mobileLink(post: SimulatedPost): string {
  switch (post.platform) {
    case 'tiktok':
      return `https://m.tiktok.com/v/${post.contentId}.html`;
    case 'instagram':
      return `https://instagram.com/${post.kind === 'video' ? 'reels' : 'p'}/${post.contentId}`;
    case 'youtube':
      return `https://m.youtube.com/watch?v=${post.contentId}`;
  }
}

/** One link to a post, in the given form; random values come from `random`. */
export function shareLink(post: SimulatedPost, form: LinkForm, random: Random): string {
  switch (form) {
    case 'canonical':
      return canonicalLink(post);
    case 'share_parameters':
      return `${canonicalLink(post)}?${shareParameters(post, random)}`;
    case 'short_link':
      return shortLink(post, random);
    case 'mobile_host':
      return mobileLink(post);
  }
}
