export {
  type AuthMode,
  appCheckIssuer,
  type CallersConfig,
  callersConfigShape,
  checkAppCheck,
  checkAuthModes,
} from './callers-config.ts';
export { type SpendConfig, spendConfigShape, spendLimitsOf } from './spend-config.ts';
