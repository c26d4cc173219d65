export { answerSchema } from './answer.ts';
export type { PostText } from './post-text.ts';
export { type Recipe, recipeSchema } from './profiles/recipe/schema.ts';
export { type Workout, workoutSchema } from './profiles/workout/schema.ts';
export { PROMPT_VERSION, type PromptPost, renderPost, systemInstruction } from './prompt.ts';
