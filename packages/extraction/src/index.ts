export { AnswerError, type AnswerFailureKind, answerSchema, isRefusal } from './answer.ts';
export {
  createExtractor,
  type ExtractInput,
  type Extraction,
  type Extractor,
  type ExtractorDeps,
} from './extractor.ts';
export { createConfiguredSender, type SenderConfig } from './gemini/configured-sender.ts';
export { createFileUploads, type FileUploads, type FileUploadsOptions } from './gemini/file-uploads.ts';
export {
  createGeminiSender,
  type GeminiEndpoint,
  type GeminiSender,
  type GeminiSenderOptions,
  type WireFetch,
} from './gemini/sender.ts';
export type {
  Generate,
  Generated,
  GenerateOptions,
  GenerateRequest,
  MediaPart,
  RawAnswer,
  TokenUsage,
} from './generate.ts';
export { CATALOGUE_CHECKED_ON, MODEL_CATALOGUE, type ModelFacts } from './models/catalogue.ts';
export { costOf } from './models/cost-of.ts';
export { describeModels, type ModelLine, modelWarnings } from './models/describe-models.ts';
export { modelChecks } from './models/model-checks.ts';
export {
  baseUrlOf,
  checkModelConfig,
  type GeminiBaseUrls,
  type ModelConfig,
  modelConfigShape,
  modelPlanOf,
} from './models/model-config.ts';
export {
  API_KEY_LOCATION,
  type ModelPlan,
  type PlannedModel,
  planModels,
  TIERS,
  type Tier,
} from './models/model-plan.ts';
export { nearestFirst } from './models/nearest-locations.ts';
export type { CheckContext, Checked, Evidence, EvidenceLevel, Profile } from './profiles/profile.ts';
export { type Recipe, recipeSchema } from './profiles/recipe/schema.ts';
export { DEFAULT_PROFILE, getProfile, profiles } from './profiles/registry.ts';
export { type Workout, workoutSchema } from './profiles/workout/schema.ts';
export { PROMPT_VERSION, type PromptPost, renderPost, systemInstruction } from './prompt.ts';
