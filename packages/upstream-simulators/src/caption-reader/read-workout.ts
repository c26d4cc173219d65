import { type Amounts, statesWork } from './amounts.ts';
import { describePost, type PostInput } from './describe-post.ts';
import { type Block, type Draft, readSection, type Section } from './read-section.ts';
import { equipmentOf, musclesOf } from './vocabulary.ts';

export type NumberSource = 'speech' | 'on_screen' | 'caption';

export interface WorkoutSet {
  readonly reps: number | null;
  readonly weight_lbs: number | null;
  readonly duration_seconds: number | null;
  readonly distance_miles: number | null;
  readonly rest_seconds: number | null;
}

export interface Exercise {
  readonly name: string;
  readonly muscle_groups: readonly string[];
  readonly equipment: readonly string[];
  readonly sets: readonly WorkoutSet[];
  readonly instructions: string | null;
  readonly numbers_seen_in: NumberSource | null;
}

export interface Workout {
  readonly title: string | null;
  readonly description: string | null;
  readonly workout_type: string | null;
  readonly duration_minutes: number | null;
  readonly difficulty_level: number | null;
  readonly exercises: readonly Exercise[];
  readonly tags: readonly string[];
  readonly creator: string | null;
}

const MAX_EXERCISES = 60;

const setOf = (amounts: Amounts, block: Block, reps: number | null, last: boolean): WorkoutSet => ({
  reps,
  weight_lbs: amounts.lbs,
  duration_seconds: amounts.seconds ?? (statesWork(amounts) ? null : block.workS),
  distance_miles: amounts.miles,
  rest_seconds: amounts.restS ?? block.restS ?? (last ? block.roundRestS : null),
});

function setsOf(draft: Draft, block: Block, last: boolean): WorkoutSet[] {
  const { amounts } = draft;
  const nothing = !statesWork(amounts) && block.rounds === null && block.workS === null && block.ladder === null;
  if (nothing) {
    return [];
  }
  const ladder =
    amounts.reps !== null && amounts.reps.length > 1 ? amounts.reps : statesWork(amounts) ? null : block.ladder;
  const stated =
    ladder !== null
      ? ladder.map((reps) => setOf(amounts, block, reps, last))
      : Array.from({ length: amounts.sets ?? (draft.more.length > 0 ? 1 : (block.rounds ?? 1)) }, () =>
          setOf(amounts, block, amounts.reps?.[0] ?? null, last),
        );
  const more = draft.more.map((extra) =>
    setOf({ ...extra, restS: extra.restS ?? amounts.restS }, block, extra.reps?.[0] ?? null, last),
  );
  return [...stated, ...more];
}

function instructionsOf(draft: Draft): string | null {
  const parts = [...draft.amounts.notes, ...(draft.instructions === null ? [] : [draft.instructions])];
  return parts.length === 0 ? null : parts.join('; ');
}

function exercisesOf(section: Section, source: NumberSource): Exercise[] {
  const bare = section.blocks.flatMap(({ drafts }) => drafts).filter(({ amounts }) => !statesWork(amounts)).length;
  return section.blocks.flatMap((block) =>
    block.drafts.flatMap((draft, index): Exercise[] => {
      const sets = setsOf(draft, block, index === block.drafts.length - 1);
      // One lone name without any number is a topic rather than a plan.
      if (sets.length === 0 && bare < 2) {
        return [];
      }
      return [
        {
          name: draft.name,
          muscle_groups: musclesOf(draft.name),
          equipment: equipmentOf(draft.name),
          sets,
          instructions: instructionsOf(draft),
          numbers_seen_in: sets.length === 0 ? null : source,
        },
      ];
    }),
  );
}

/** Names that mean the same exercise: case, plural and hyphens aside. */
const nameKey = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .replace(/\s+/g, '')
    .replace(/(?:es|s)$/u, '');

/** The fullest account leads; the others fill in what it leaves open and add what it does not name. */
function combine(accounts: readonly (readonly Exercise[])[]): Exercise[] {
  const weight = (list: readonly Exercise[]) => list.filter(({ sets }) => sets.length > 0).length * 1000 + list.length;
  const [lead = [], ...others] = [...accounts].sort((a, b) => weight(b) - weight(a));
  const combined = [...lead];
  for (const account of others) {
    for (const exercise of account) {
      const index = combined.findIndex(({ name }) => nameKey(name) === nameKey(exercise.name));
      const known = combined[index];
      if (known === undefined) {
        // Names alone are taken over only from a longer list: two accounts word one exercise differently.
        if (exercise.sets.length > 0 || account.length > lead.length) {
          combined.push(exercise);
        }
      } else if (known.sets.length === 0) {
        combined[index] = { ...exercise, name: known.name };
      }
    }
  }
  return combined.slice(0, MAX_EXERCISES);
}

export interface WorkoutSources {
  readonly caption: string;
  readonly speech: string;
  readonly onScreen: string;
}

/** A workout from what a post says, or null when it states none. */
export function readWorkout(sources: WorkoutSources, post: PostInput): Workout | null {
  const caption = readSection(sources.caption);
  const speech = readSection(sources.speech);
  const onScreen = readSection(sources.onScreen);
  const exercises = combine([
    exercisesOf(caption, 'caption'),
    exercisesOf(speech, 'speech'),
    exercisesOf(onScreen, 'on_screen'),
  ]);
  if (exercises.length === 0) {
    return null;
  }
  const sections = [caption, onScreen, speech];
  return {
    ...describePost(sources, post, sections.map(({ format }) => format).find((format) => format !== null) ?? null),
    duration_minutes: sections.map(({ minutes }) => minutes).find((minutes) => minutes !== null) ?? null,
    difficulty_level: null,
    exercises,
  };
}
