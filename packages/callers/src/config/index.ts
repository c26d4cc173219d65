export { type AuthMode, type CallersConfig, callersConfigShape, checkCallersConfig } from './callers-config.ts';
export { type SpendConfig, spendConfigShape, spendLimitsOf } from './spend-config.ts';
