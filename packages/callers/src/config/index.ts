export { type AuthMode, type CallersConfig, callersConfigShape, checkCallersConfig } from './callers-config.ts';
