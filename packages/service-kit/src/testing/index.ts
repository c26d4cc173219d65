export { describeEndpoints, type EndpointsUnderTest } from './describe-endpoints.ts';
export { routesAt } from './find-route.ts';
export { mountedRoutes } from './mounted-routes.ts';
export { UndocumentedAnswerError, watchAgainst } from './table-watch.ts';
