export { type Answer, type ApiClient, createApiClient, jobOf, problemOf } from './api-client.ts';
export { CITIES, CITY_HEADER, type City, clientRoundTripMs, nearestFirst } from './balancer/client-places.ts';
export {
  BALANCER_STATE_PATH,
  type BackendState,
  type Balancer,
  LOCAL_SMOKE_KEY,
  REGION_HEADER,
} from './balancer/start-balancer.ts';
export { createLocalCloudControl, type LocalCloudControl, type LoggedWrite } from './control.ts';
export { LOCAL_OPS_TOKEN, LOCAL_WORKER_SERVICE, localEnvironment } from './environment.ts';
export { formatLogLine } from './format-log-line.ts';
export { type LocalRegions, startLocalRegions } from './local-regions.ts';
export { assertPortsFree, type LocalStack, startLocalStack } from './local-stack.ts';
export { LocalStackError } from './local-stack-error.ts';
export { createLogFollower } from './log-follower.ts';
export { newPost, wordlessPost } from './new-post.ts';
export {
  DEV_PLAN,
  documentedPorts,
  FOUR_REGIONS,
  freePorts,
  LOCAL_REGION,
  type LocalPorts,
  workerUrlOf,
} from './ports.ts';
export { bringBack, endsOf, loseRegion, newLinks } from './region-drill.ts';
export type { ProcessEnd, ServiceProcess } from './service-process.ts';
export { type RecordedService, readStack, type StackRecord, stopRecordedStack } from './stack-record.ts';
export { type Submission, startTraffic, type Traffic, type TrafficOptions } from './traffic.ts';
export { until } from './until.ts';
