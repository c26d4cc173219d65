import type { RawAnswer } from '../src/index.ts';
import type { Workout } from '../src/profiles/workout/schema.ts';
import type { AnswerForm, EvalCase, WrittenAnswer } from './eval-case.ts';

const REFUSAL = "I'm sorry, I can't turn this post into a workout plan. Could you share more details?";

/** The answer of a case as it comes off the wire. */
export function writeAnswer({ answer, language, form }: EvalCase): RawAnswer {
  const result = answer === null ? null : workoutOf(answer);
  const envelope = { found: result !== null, language, result };
  const json = JSON.stringify(envelope, null, 2);
  return {
    text: FORMS[form](json, result),
    finishReason: form === 'truncated' ? 'MAX_TOKENS' : form === 'blocked' ? 'SAFETY' : 'STOP',
    blockReason: null,
    usage: { inputTokens: 0, outputTokens: 0 },
  };
}

/** The answered workout as the model meant it, whatever its form. */
export function workoutOf(answer: WrittenAnswer): Workout {
  return {
    title: answer.title,
    description: null,
    // A model writes what it likes here; only the pipeline knows which types there are.
    workout_type: answer.type as Workout['workout_type'],
    duration_minutes: answer.durationMinutes,
    difficulty_level: null,
    exercises: answer.exercises.map(({ name, sets, source }, index) => ({
      name,
      muscle_groups: [],
      equipment: [],
      sets: [...sets],
      instructions: index === 0 ? answer.instructions : null,
      numbers_seen_in: source,
    })),
    tags: [],
    creator: answer.creator,
  };
}

type WriteForm = (json: string, result: Workout | null) => string;

const FORMS: Readonly<Record<AnswerForm, WriteForm>> = {
  plain: (json) => json,
  blocked: () => '',
  apology: () => REFUSAL,
  fenced: (json) => `\`\`\`json\n${json}\n\`\`\``,
  prose: (json) => `Here is the workout as JSON:\n\n${json}\n\nLet me know if you need anything else!`,
  array: (json) => `[${json}]`,
  bare: (_, result) => JSON.stringify(result),
  strings: (json) => json.replace(/: (\d+(?:\.\d+)?)(?=[,\n])/g, ': "$1"'),
  zeros: (json) => json.replace(/("(?:weight_lbs|duration_seconds|distance_miles|rest_seconds)"): null/g, '$1: 0'),
  'extra-keys': (json) => json.replace(/"sets":/g, '"confidence": 0.93,\n"notes": "3 sets",\n"sets":'),
  truncated: (json) => json.slice(0, Math.floor(json.length * 0.6)),
  cut: (json) => json.slice(0, Math.floor(json.length * 0.6)),
};
