export { checkModelConfig, type ModelConfig, modelConfigShape, modelPlanOf } from '../models/model-config.ts';
