export { type EnvSection, renderEnvExample } from './env-example.ts';
export { envBoolean, envHostPort, envInteger, envList, envNumber, envUrl, type HostPort } from './env-values.ts';
export { ConfigError, type ConfigFault, type Environment, loadConfigOrExit, parseConfig } from './parse-config.ts';
export { type PlatformConfig, platformConfigShape } from './platform-config.ts';
export { refuseStandInsInProduction, standIn, standInsOf } from './stand-in.ts';
export { taskTokenConfigShape, taskTokenIssuer } from './task-token-config.ts';
