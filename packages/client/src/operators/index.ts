export type { ClientOptions } from '../options.ts';
export { ProblemError } from '../problem-error.ts';
export { createOperatorsClient, type OperatorsClient, type RouteMethod } from './create-operators-client.ts';
export type { Routes } from './routes.ts';
