export { anyText } from './any-text.ts';
export { describeEndpoints, type EndpointsUnderTest } from './describe-endpoints.ts';
export { routesAt } from './find-route.ts';
export { mountedRoutes } from './mounted-routes.ts';
export { refuseOutside } from './refuse-outside.ts';
export { type EndlessBody, sendForEver } from './send-for-ever.ts';
export { UndocumentedAnswerError, watchAgainst } from './table-watch.ts';
