export {
  checkModelConfig,
  MODEL_SETTINGS,
  type ModelConfig,
  modelConfigShape,
  modelPlanOf,
} from '../models/model-config.ts';
