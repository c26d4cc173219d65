export { runService, type Service, type ServiceConfig } from './run-service.ts';
