import { readFileSync } from 'node:fs';
import {
  type FindResultQuery,
  HOSTED_PLATFORMS,
  type HostedPlatform,
  normaliseLanguage,
  type Platform,
} from '@sets/contract';
import { DEFAULT_PROFILE, getProfile } from '@sets/extraction';
import { resultKey } from '@sets/jobs';
import { createOutbound } from '@sets/service-kit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyPartsOfLink } from '../src/links/key-parts-of-link.ts';
import { createLinkReader } from '../src/links/link-reader.ts';
import { startShortLinks } from './support/short-links.ts';

/** From any link and any spelling of a language to the one key under which the result is stored. */
const ID = '{id}';

const found = readFileSync(new URL('../../../packages/video-source/fixtures/links.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): { link: string; expect: string } => JSON.parse(line));

/** Every shape of a post's link seen in the wild, with a gap where the id was. */
const shapesOf = (platform: HostedPlatform): string[] => [
  ...new Set(
    found.flatMap(({ link, expect: label }) => {
      const id = label.startsWith(`${platform}:`) ? label.slice(platform.length + 1) : '';
      return id !== '' && link.includes(id) ? [link.replaceAll(id, ID)] : [];
    }),
  ),
];
const shapes = Object.fromEntries(HOSTED_PLATFORMS.map((platform) => [platform, shapesOf(platform)])) as Record<
  HostedPlatform,
  string[]
>;
const shortLinks = found.flatMap(({ expect: label }) => (label.startsWith('short ') ? [label.slice(6)] : []));

const ids: Record<HostedPlatform, fc.Arbitrary<string>> = {
  tiktok: fc.bigInt({ min: 10n ** 17n, max: 10n ** 19n - 1n }).map(String),
  instagram: fc.stringMatching(/^[A-Za-z0-9_-]{11}$/),
  youtube: fc.stringMatching(/^[A-Za-z0-9_-]{11}$/),
};
const dressing = fc.record({
  query: fc
    .dictionary(fc.stringMatching(/^[a-z_]{1,12}$/), fc.string({ maxLength: 20 }), { maxKeys: 5 })
    .map((entries) => new URLSearchParams(entries).toString()),
  fragment: fc.constantFrom('', '#', '#abc'),
  shouting: fc.boolean(),
  plain: fc.boolean(),
  padding: fc.constantFrom('', ' ', '\n'),
});
type Dressing = typeof dressing extends fc.Arbitrary<infer T> ? T : never;

/** The same link with parameters, a fragment, another scheme and case, or blanks around it. */
function dress(link: string, { query, fragment, shouting, plain, padding }: Dressing): string {
  const [bare = ''] = link.trim().split('#');
  const asked = query === '' ? bare : `${bare}${bare.includes('?') ? '&' : '?'}${query}`;
  const secure = plain ? asked.replace(/^https:/i, 'http:') : asked;
  const written = shouting ? secure.replace(/^(?:https?:)?(?:\/\/)?[^/?#]+/i, (start) => start.toUpperCase()) : secure;
  return `${padding}${written}${fragment}${padding}`;
}

/** Spellings of one language each; null is the post's own. */
const LANGUAGES: readonly (readonly (string | null)[])[] = [
  [null],
  ['es', 'Spanish', 'es-ES', ' español ', 'ES_es'],
  ['pt', 'Portuguese', 'pt-BR'],
];
/** A post, and some of its links as people write them. */
const sharedPost = fc.constantFrom(...HOSTED_PLATFORMS).chain((platform) =>
  fc.record({
    platform: fc.constant(platform),
    id: ids[platform],
    forms: fc.array(fc.tuple(fc.constantFrom(...shapes[platform]), dressing), { minLength: 2, maxLength: 6 }),
    languages: fc.constantFrom(...LANGUAGES),
  }),
);
const linksOf = ({ id, forms }: { id: string; forms: readonly (readonly [string, Dressing])[] }): string[] =>
  forms.map(([shape, dressed]) => dress(shape.replaceAll(ID, id), dressed));

const profile = getProfile(DEFAULT_PROFILE);
const expected = (platform: Platform, content_id: string, language: string | null | undefined): string =>
  resultKey({
    ...{ profile: profile.name, version: String(profile.version), platform, content_id },
    language: normaliseLanguage(language),
  });

let shorteners: Awaited<ReturnType<typeof startShortLinks>>;
let outbound: ReturnType<typeof createOutbound>;
beforeAll(async () => {
  shorteners = await startShortLinks();
  outbound = createOutbound({ allow: [shorteners.address] });
});
afterAll(async () => {
  await outbound.close();
  await shorteners.close();
});

async function keyOf(url: string, language: string | null = null): Promise<string> {
  const query: FindResultQuery = language === null ? { url } : { url, language };
  const memory = { held: () => null, recall: async () => null, remember: async () => {} };
  const outside = { fetch: outbound.fetch, shortLinkBaseUrl: shorteners.baseUrl };
  return resultKey(await keyPartsOfLink({ read: createLinkReader(), memory, outbound: outside }, query));
}

describe('one post, one key', () => {
  it('knows shapes of every platform', () => {
    for (const platform of HOSTED_PLATFORMS) {
      expect(shapes[platform].length).toBeGreaterThan(5);
    }
    expect(shortLinks.length).toBeGreaterThan(10);
  });

  it('in every shape found in the wild, with any parameters, in every spelling of a language', async () => {
    await fc.assert(
      fc.asyncProperty(sharedPost, async (post) => {
        const keys = await Promise.all(
          linksOf(post).flatMap((link) => post.languages.map((language) => keyOf(link, language))),
        );
        expect([...new Set(keys)]).toEqual([expected(post.platform, post.id, post.languages[0])]);
      }),
      { numRuns: 300 },
    );
  });

  it('behind every short link that leads to it', async () => {
    await fc.assert(
      fc.asyncProperty(sharedPost, fc.constantFrom(...shortLinks), dressing, async (post, short, dressed) => {
        const [target = ''] = linksOf(post);
        shorteners.lead(short, new URL(target.trim().replace(/^(?!https?:)(?:\/\/)?/i, 'https://')).href);
        expect(await keyOf(dress(short, dressed))).toBe(expected(post.platform, post.id, null));
      }),
    );
  });

  it('and another for another post or another language', async () => {
    await fc.assert(
      fc.asyncProperty(sharedPost, sharedPost, async (one, other) => {
        fc.pre(one.platform !== other.platform || one.id !== other.id);
        const [first = '', ...more] = linksOf(one);
        const [second = ''] = linksOf(other);
        expect(await keyOf(first)).not.toBe(await keyOf(second));
        for (const link of more) {
          expect(await keyOf(link, 'de')).not.toBe(await keyOf(first, 'fr'));
        }
      }),
    );
  });
});
