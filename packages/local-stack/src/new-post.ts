import { randomInt } from 'node:crypto';
import type { SimulatedPostInput } from '@sets/upstream-simulators';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const letters = (count: number): string =>
  Array.from({ length: count }, () => LETTERS[randomInt(LETTERS.length)]).join('');
const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');

/** States every number, so that the text alone is complete evidence and one model call is enough. */
export const COMPLETE_CAPTION =
  'Leg day\n\nGoblet squats 3x12, rest 60 seconds\nWalking lunges 4x10, rest 60 seconds\nHip thrusts 3x15, rest 60 seconds';

/** A TikTok video that no other test knows: faults and results that name it concern nobody else. */
export function newPost(changes: Partial<SimulatedPostInput> = {}): SimulatedPostInput {
  return {
    platform: 'tiktok',
    contentId: `75${digits(17)}`,
    marker: `t${letters(11)}`,
    kind: 'video',
    author: { username: 'ana.lifts', name: 'Ana Lifts' },
    caption: COMPLETE_CAPTION,
    transcript: null,
    durationS: 16.57,
    media: [{ type: 'video', path: '/media/torchcodec__nasa_13013.mp4', bytes: 672_981, width: 576, height: 1_024 }],
    ...changes,
  };
}

/** A post without words: all that can be read of it is its video, which has the given size and nothing in it. */
export function wordlessPost(bytes: number, changes: Partial<SimulatedPostInput> = {}): SimulatedPostInput {
  const post = newPost({ caption: '🔥', ...changes });
  const path = `/synthetic/${post.marker}/${bytes}.mp4`;
  return { ...post, media: [{ type: 'video', path, bytes, width: 576, height: 1_024 }] };
}
