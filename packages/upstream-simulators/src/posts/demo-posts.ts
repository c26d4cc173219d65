import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '@sets/clock';
import { z } from 'zod';
import { FIXTURES_DIR } from '../fixtures-dir.ts';
import { canonicalLink, shareLink } from './share-links.ts';
import { type SimulatedPost, simulatedPostSchema } from './simulated-post.ts';

const demoPostSchema = z.strictObject({
  name: z.string(),
  what: z.string(),
  /** `recorded`: the platform's own answer as its scraper recorded it, over other media. `ours`: written here. */
  origin: z.enum(['recorded', 'ours']),
  expect: z.enum(['workout', 'not_a_workout', 'content_not_found']),
  post: simulatedPostSchema,
});

export interface DemoPost {
  readonly name: string;
  /** One line for people. */
  readonly what: string;
  readonly origin: 'recorded' | 'ours';
  readonly expect: 'workout' | 'not_a_workout' | 'content_not_found';
  readonly post: SimulatedPost;
  /** The same post in the forms in which people share it; all lead to one result. */
  readonly links: {
    readonly canonical: string;
    readonly shareParameters: string;
    readonly shortLink: string;
    readonly mobileHost: string;
  };
}

/** Reads the posts that ship with the simulators, in the order in which the demo shows them. */
export function loadDemoPosts(fixturesDir: string = FIXTURES_DIR): DemoPost[] {
  const list: unknown = JSON.parse(readFileSync(join(fixturesDir, 'demo-posts.json'), 'utf8'));
  return z
    .array(demoPostSchema)
    .parse(list)
    .map((demo) => {
      const random = seededRandom(`demo|${demo.name}`);
      return {
        ...demo,
        links: {
          canonical: canonicalLink(demo.post),
          shareParameters: shareLink(demo.post, 'share_parameters', random),
          shortLink: shareLink(demo.post, 'short_link', random),
          mobileHost: shareLink(demo.post, 'mobile_host', random),
        },
      };
    });
}
