import { type Random, seededRandom } from '@sets/clock';
import type { HostedPlatform } from '@sets/contract';
import { drawLognormal, pickWeighted } from '../draws.ts';
import type { PostMedia, SimulatedPost } from '../posts/simulated-post.ts';
import { drawOffTopic, drawPlan, toWebVtt } from './catalogue-texts.ts';
import type { Workload } from './workload.ts';

export interface CatalogueOptions {
  readonly workload: Workload;
  readonly seed: number;
  /** The workload's own number by default. */
  readonly posts?: number;
}

const PHOTOS = [
  'free-exercise-db__Barbell_Squat__0.jpg',
  'free-exercise-db__Dumbbell_Bench_Press__0.jpg',
  'free-exercise-db__Plank__0.jpg',
  'free-exercise-db__Pushups__1.jpg',
] as const;
const PHOTO_BYTES = 65_000;

/** 0 → "qaaa", 1 → "qaab": letters only, so that no number of ours enters a caption. */
export function markerOf(index: number): string {
  const letter = (place: number) => String.fromCharCode(97 + (Math.floor(index / 26 ** place) % 26));
  return `q${letter(3)}${letter(2)}${letter(1)}${letter(0)}`;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789';
const code = (random: Random, length: number): string =>
  Array.from({ length }, () => BASE64[Math.floor(random() * BASE64.length)]).join('');

function contentIdOf(platform: HostedPlatform, random: Random): string {
  switch (platform) {
    case 'tiktok':
      return `75${Array.from({ length: 17 }, () => Math.floor(random() * 10)).join('')}`;
    case 'instagram':
      return `D${code(random, 10)}`;
    case 'youtube':
      return code(random, 11);
  }
}

/** Where a post stands in [0, 1) for the shares of the workload, dealt out so that every share is met exactly. */
interface Shares {
  readonly fate: number;
  readonly completeness: number;
}

function deal(key: string, count: number): number[] {
  const random = seededRandom(key);
  const places = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [places[last], places[other]] = [places[other] ?? 0, places[last] ?? 0];
  }
  return places.map((place) => (place + 0.5) / count);
}

function drawPost(index: number, { fate, completeness }: Shares, options: CatalogueOptions): SimulatedPost {
  const { workload, seed } = options;
  const random = seededRandom(`${seed}|post|${index}`);
  const { trace, video_bytes } = workload;
  const platform = pickWeighted(random, trace.platforms);
  // YouTube has videos alone.
  const kind = pickWeighted(random, trace.kinds) === 'slideshow' && platform !== 'youtube' ? 'slideshow' : 'video';
  const contentId = contentIdOf(platform, random);
  const marker = markerOf(index);
  const durationS = Math.round(15 + random() * 60);
  const bytes = Math.min(video_bytes.max, Math.round(drawLognormal(random, video_bytes)));
  const isWorkout = fate >= trace.no_workout;
  const complete = completeness < trace.caption_is_complete;
  const spoken = random() < 0.6;
  const plan = drawPlan(random);
  const offTopic = drawOffTopic(random);

  const caption = isWorkout
    ? [plan.opener, ...(complete ? ['', ...plan.lines] : []), '', `#workout #fitness #simpost${marker}`]
    : [offTopic, '', `#fyp #simpost${marker}`];
  const media: PostMedia[] =
    kind === 'video'
      ? [{ type: 'video', path: `/synthetic/${marker}/${bytes}.mp4`, bytes, width: 576, height: 1024 }]
      : PHOTOS.map((photo) => ({
          type: 'image',
          path: `/synthetic/${marker}/${photo}`,
          bytes: PHOTO_BYTES,
          width: 850,
          height: 567,
        }));
  const saysIt = isWorkout && !complete;
  const hasTranscript = saysIt && spoken && platform === 'tiktok' && kind === 'video';
  return {
    platform,
    contentId,
    marker,
    kind,
    author: { username: `sim.coach.${marker}`, name: 'Simulated Coach' },
    caption: caption.join('\n'),
    transcript: hasTranscript ? toWebVtt(plan.spoken, durationS) : null,
    seen: {
      onScreen: saysIt ? plan.lines.join('\n') : null,
      speech: null,
    },
    durationS: kind === 'video' ? durationS : null,
    createdAtS: 1_750_000_000 + index * 3600,
    media: platform === 'youtube' ? [] : media,
    state:
      fate < trace.no_workout || fate >= trace.no_workout + trace.gone_or_private ? 'public' : goneOrPrivate(random),
  };
}

const goneOrPrivate = (random: Random): 'gone' | 'private' => (random() < 0.5 ? 'gone' : 'private');

/** The posts of the pinned workload, or any number more; the same seed gives the same posts everywhere. */
export function createCatalogue(options: CatalogueOptions): SimulatedPost[] {
  const count = options.posts ?? options.workload.trace.catalogue.posts;
  const fates = deal(`${options.seed}|fates`, count);
  const completeness = deal(`${options.seed}|completeness`, count);
  return fates.map((fate, index) => drawPost(index, { fate, completeness: completeness[index] ?? 0 }, options));
}
