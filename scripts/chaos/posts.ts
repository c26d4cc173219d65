import { newPost } from '@sets/local-stack';
import type { SimulatedPostInput } from '@sets/upstream-simulators';

/** Kinds of posts that take different ways through the pipeline. */
export const POST_KINDS = ['said', 'shown', 'no_workout', 'gone'] as const;
/** `poison`: every model fails at it, wherever it is asked. */
export type PostKind = (typeof POST_KINDS)[number] | 'poison';
/** How many model calls one post of each kind needs while nothing is disturbed. */
export type CallsByKind = Readonly<Record<(typeof POST_KINDS)[number], number>>;

const SHARES: Readonly<Record<(typeof POST_KINDS)[number], number>> = {
  said: 0.55,
  shown: 0.3,
  no_workout: 0.1,
  gone: 0.05,
};
const VIDEO_BYTES = 150_000;

export function drawKind(random: () => number): (typeof POST_KINDS)[number] {
  let rest = random();
  for (const kind of POST_KINDS) {
    rest -= SHARES[kind];
    if (rest < 0) {
      return kind;
    }
  }
  return 'said';
}

/** A new post of the kind, which no other knows. */
export function postOf(kind: PostKind): SimulatedPostInput {
  switch (kind) {
    case 'said':
      return newPost();
    case 'shown': {
      const post = newPost({ caption: 'The numbers are in the video!' });
      return {
        ...post,
        media: [{ type: 'video', path: `/synthetic/${post.marker}/${VIDEO_BYTES}.mp4`, bytes: VIDEO_BYTES }],
        seen: { onScreen: 'Goblet squats 3x12, rest 60 seconds\nWalking lunges 4x10', speech: null },
      };
    }
    case 'no_workout':
      return newPost({ caption: 'My cat discovers the sea for the first time' });
    case 'gone':
      return newPost({ state: 'gone' });
    case 'poison': {
      const post = newPost();
      // By this tag the simulated models know the post in a text, so that a fault can name it.
      return { ...post, caption: `${post.caption} #simpost${post.marker}` };
    }
  }
}
