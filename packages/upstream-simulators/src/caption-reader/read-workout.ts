import { exerciseName } from './exercise-name.ts';
import { type Amounts, type RoundPlan, readCounted, readRest, readRoundPlan, readScheme } from './read-amounts.ts';
import { type Line, splitLines } from './split-lines.ts';

export interface WorkoutSet {
  readonly reps: number | null;
  readonly weight_lbs: number | null;
  readonly duration_seconds: number | null;
  readonly rest_seconds: number | null;
}

export interface Exercise {
  readonly name: string;
  readonly sets: readonly WorkoutSet[];
}

interface Draft {
  readonly name: string;
  readonly amounts: Amounts;
  readonly plan: RoundPlan;
  restS: number | null;
}

const NO_PLAN: RoundPlan = { rounds: null, workS: null, restS: null };
const NO_AMOUNTS: Amounts = { sets: null, reps: null, seconds: null, lbs: null, restS: null };

/** The exercises whose numbers a text states, in its order. It is read line by line; nothing is guessed. */
export function readWorkout(text: string): Exercise[] {
  const drafts: Draft[] = [];
  let plan = NO_PLAN;
  let above: Line | null = null;
  for (const line of splitLines(text)) {
    const found = readExercise(line, above, plan);
    if (found !== null) {
      drafts.push({ ...found, plan, restS: found.amounts.restS });
    }
    const next = found === null ? readRoundPlan(line.text) : null;
    if (next !== null) {
      plan = { ...plan, ...definedOf(next) };
    } else if (found === null) {
      applyRest(line.text, drafts);
    }
    above = found === null ? line : null;
  }
  return drafts.map(toExercise);
}

function readExercise(line: Line, above: Line | null, plan: RoundPlan): { name: string; amounts: Amounts } | null {
  const scheme = readScheme(line.text);
  if (scheme !== null) {
    const { amounts, before, behind } = scheme;
    // Numbers alone belong to the name on the line above.
    const words = [before, behind.replace(/[,;(@].*$/u, ''), line.afterGap ? '' : (above?.text ?? '')];
    const name = words.map(exerciseName).find((one) => one !== null);
    return name === undefined ? null : { name, amounts };
  }
  const counted = plan.rounds === null ? null : readCounted(line.text);
  if (counted !== null) {
    const name = exerciseName(counted.name);
    return name === null || readRoundPlan(line.text) !== null ? null : { name, amounts: counted.amounts };
  }
  const name = plan.workS !== null && line.listed ? exerciseName(line.text) : null;
  return name === null ? null : { name, amounts: NO_AMOUNTS };
}

const definedOf = (plan: RoundPlan): Partial<RoundPlan> =>
  Object.fromEntries(Object.entries(plan).filter(([, value]) => value !== null));

/** "between sets" is for all before it, "between rounds" for the last of the round, a rest alone for the last exercise. */
function applyRest(text: string, drafts: readonly Draft[]): void {
  const restS = readRest(text);
  const forAll = /(?:between|entre)\s(?:sets|series)/iu.test(text);
  for (const draft of forAll ? drafts : drafts.slice(-1)) {
    draft.restS ??= restS;
  }
}

function toExercise({ name, amounts, plan, restS }: Draft): Exercise {
  const set: WorkoutSet = {
    reps: amounts.reps,
    weight_lbs: amounts.lbs,
    duration_seconds: amounts.seconds ?? (amounts.reps === null ? plan.workS : null),
    rest_seconds: restS ?? plan.restS,
  };
  return { name, sets: Array.from({ length: amounts.sets ?? plan.rounds ?? 1 }, () => set) };
}
