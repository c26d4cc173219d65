export { describeEndpoints, type EndpointsUnderTest } from './describe-endpoints.ts';
export { mountedRoutes } from './mounted-routes.ts';
export { UndocumentedAnswerError, watchAgainst } from './table-watch.ts';
