export {
  type AuthMode,
  appCheckIssuer,
  type CallersConfig,
  callersConfigShape,
  checkAppCheck,
  checkAuthModes,
  checkConsoleSessions,
} from './callers-config.ts';
export { type SpendConfig, spendConfigShape, spendLimitsOf } from './spend-config.ts';
