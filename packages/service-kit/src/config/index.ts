export { ConfigError, type ConfigFault, type Environment } from './config-error.ts';
export { type EnvSection, renderEnvExample } from './env-example.ts';
export {
  envBoolean,
  envHostPort,
  envInteger,
  envItems,
  envList,
  envNumber,
  envOrigins,
  envUrl,
  type HostPort,
} from './env-values.ts';
export { loadConfigOrExit, parseConfig } from './parse-config.ts';
export { type PlatformConfig, platformConfigShape, regionsOf } from './platform-config.ts';
export { requiredInProduction, requiredInProductionOf, standIn, standInsOf } from './setting-marks.ts';
export { type RefuseSetting, settingsCheck } from './settings-check.ts';
export { taskTokenConfigShape, taskTokenIssuer } from './task-token-config.ts';
