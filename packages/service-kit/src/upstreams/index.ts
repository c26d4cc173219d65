export { checkSigningKeys } from './check-signing-keys.ts';
export { renderUpstreamReport } from './render-upstream-report.ts';
export { runUpstreamChecks, type UpstreamLine, type UpstreamReport } from './run-upstream-checks.ts';
export type { CheckFinding, UpstreamCheck } from './upstream-check.ts';
