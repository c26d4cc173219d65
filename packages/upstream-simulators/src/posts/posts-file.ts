import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { type SimulatedPost, simulatedPostSchema } from './simulated-post.ts';

/** Added posts, a line of JSON each, so that they outlive the process as real ones would. */
export interface PostsFile {
  read(): SimulatedPost[];
  /** One write each: when the process is killed a line is there or not, never half. */
  append(post: SimulatedPost): void;
}

export const createPostsFile = (file: string): PostsFile => ({
  read: () =>
    (existsSync(file) ? readFileSync(file, 'utf8') : '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => simulatedPostSchema.parse(JSON.parse(line))),
  append: (post) => appendFileSync(file, `${JSON.stringify(post)}\n`),
});
