export * from './cpu-time.ts';
export * from './manual-clock.ts';
export * from './while-time-passes.ts';
