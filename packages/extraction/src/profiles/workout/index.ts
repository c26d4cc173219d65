import { defineProfile } from '../profile.ts';
import { checkWorkout } from './check-workout.ts';
import { workoutSchema } from './schema.ts';

export const workoutProfile = defineProfile({
  name: 'workout',
  version: 2,
  resultSchema: workoutSchema,
  instruction: `You turn a short social media post into a structured workout. You are given the post's caption and transcript and, if it has any, its video or images.

List each exercise once, in the order in which it is done, under its usual name.
- Sets: one entry for each set. "3x12" is three entries with 12 repetitions; "3 rounds" of a circuit gives every exercise three entries. Without any stated number the list is empty.
- Repetitions, weight, duration, distance and rest are separate fields. Of a range ("8-12") take the lower number and say the range in "instructions". "To failure" and "AMRAP" are no number.
- Intervals such as "45s on 15s off" are duration_seconds 45 and rest_seconds 15 of each exercise.
- Convert kilograms to pounds (times 2.20462, one decimal), kilometres to miles (times 0.621371), minutes to seconds.
- "numbers_seen_in" says where the numbers of that exercise were seen.
- "muscle_groups" and "difficulty_level" are your judgement; "equipment" is what is used.
- "creator" is the account that posted it, unless the post credits somebody else with the workout.`,
  foundWhen:
    'the post shows, says or lists at least one physical exercise that a viewer could do after it; not for food, products, results, motivation, news or sport that is only watched',
  textFirst: true,
  emptyProblem: 'not_a_workout',
  isEmpty: (workout) => workout.exercises.length === 0,
  check: checkWorkout,
});
