export { commonEndpointTests, type EndpointUnderTest } from './common-endpoint-tests.ts';
