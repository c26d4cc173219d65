import type { SubmitJobRequest } from '@sets/contract';
import { wordlessPost } from '@sets/local-stack';
import type { FaultInput, SimulatedPostInput } from '@sets/upstream-simulators';
import type { World } from '../support/world.ts';
import { answered, metByJob, type Producer, type Producers } from './producer.ts';

const refusedLink =
  (url: string): Producer =>
  async ({ api }) =>
    answered(await api.post('/v1/jobs', { url }));

/** A post about which the scraper answers so. */
const scraper =
  (effect: FaultInput['effect'], count?: number): Producer =>
  async (world) => {
    const { link, post } = await world.post();
    const content = post.contentId;
    await world.simulators.fault({
      upstream: 'scrapecreators',
      content,
      effect,
      ...(count === undefined ? {} : { count }),
    });
    return await metByJob(world, { url: link });
  };

/** While others are served: else the scraper might be out. */
const besideOthers =
  (producer: Producer): Producer =>
  async (world) => {
    let isOver = false;
    const others = async (): Promise<void> => {
      do {
        await world.finish({ url: (await world.post()).link });
      } while (!isOver);
    };
    const met = producer(world).finally(() => {
      isOver = true;
    });
    const [codes] = await Promise.all([met, others()]);
    return codes;
  };

const video =
  (post: () => SimulatedPostInput, effect?: FaultInput['effect']): Producer =>
  async (world) => {
    const { link, post: known } = await world.post(post());
    if (effect !== undefined) {
      await world.simulators.fault({ upstream: 'cdn', content: known.marker, effect });
    }
    return await metByJob(world, { url: link });
  };

/** A pizza, also on screen. */
const pizza: Partial<SimulatedPostInput> = {
  caption: 'Trying the viral pizza place around the corner, what a crust!',
  media: [{ type: 'video', path: '/media/pydantic-ai__small_video.mp4', bytes: 626_552, width: 576, height: 1_024 }],
};
const about =
  (changes: Partial<SimulatedPostInput>, body: Partial<SubmitJobRequest> = {}): Producer =>
  async (world: World) =>
    await metByJob(world, { url: (await world.post(changes)).link, ...body });

const youtube = (state: SimulatedPostInput['state']): Producer =>
  about({
    platform: 'youtube',
    contentId: `yt${String(state).replace('_', '').padEnd(9, '0').slice(0, 9)}`,
    state,
    media: [],
  });

/** A link straight to a file, on a server that then sends nothing. */
async function hangingFile(world: World): Promise<string> {
  const { post } = await world.post(wordlessPost(5_000));
  await world.simulators.fault({ upstream: 'cdn', content: post.marker, effect: { kind: 'hang' } });
  return `http://127.0.0.1:${world.ports.simulators}/cdn/synthetic/${post.marker}/5000.mp4`;
}

/** Hosts that anybody may have put up; they share one place here. */
export const hosts = {
  host_unresponsive: async (world) => await metByJob(world, { url: await hangingFile(world) }),
  host_busy: async (world) => {
    const { job } = await world.api.submit({ url: await hangingFile(world) });
    const met = await metByJob(world, { url: await hangingFile(world) });
    await world.ended(job.id);
    return met;
  },
} satisfies Producers;

/** What can be wrong with a link, with the post behind it, and with the looking up of posts. */
export const posts = {
  invalid_url: refusedLink('nonsense'),
  unsupported_url: refusedLink('ftp://example.com/squats.mp4'),
  url_not_a_post: refusedLink('https://www.instagram.com/someone/'),
  forbidden_address: refusedLink('http://169.254.169.254/latest/video.mp4'),
  short_link_unresolved: async (world) => {
    const { post } = await world.post();
    const code = `ZM${post.marker}0abcd`;
    await world.simulators.fault({ upstream: 'short', content: code, effect: { kind: 'status', status: 500 } });
    return answered(await world.api.post('/v1/jobs', { url: `https://vm.tiktok.com/${code}/` }));
  },

  content_not_found: about({ state: 'gone' }),
  content_private: youtube('private'),
  content_age_restricted: youtube('age_restricted'),
  content_live: youtube('live'),
  media_unavailable: video(() => wordlessPost(500_000), { kind: 'status', status: 500 }),
  media_unsupported: video(() => wordlessPost(500_000), { kind: 'wrong_type' }),
  media_too_large: video(() => wordlessPost(1_000_000_000)),
  media_too_long: video(() => wordlessPost(500_000, { durationS: 1_200 })),
  not_a_workout: about(pizza),
  nothing_to_extract: about({ caption: 'My cat asleep on the sofa, again' }, { profile: 'recipe' }),

  scraper_unavailable: scraper({ kind: 'status', status: 500 }, 1),
  scraper_unauthorized: scraper({ kind: 'status', status: 401 }),
  scraper_out_of_credits: scraper({ kind: 'status', status: 402 }),
  scraper_bad_response: scraper({ kind: 'status', status: 200, body: 'html' }, 1),
  attempts_exhausted: besideOthers(scraper({ kind: 'status', status: 500 })),
} satisfies Producers;
