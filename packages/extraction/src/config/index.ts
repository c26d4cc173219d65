export { checkModelConfig, type ModelConfig, modelConfigShape } from '../models/model-config.ts';
