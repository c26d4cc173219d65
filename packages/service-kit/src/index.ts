export * from './clock.ts';
export * from './outbound/index.ts';
