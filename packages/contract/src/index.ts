export * from './documents.ts';
export * from './health.ts';
export * from './job.ts';
export * from './post.ts';
export * from './problem-body.ts';
export * from './problems.ts';
export * from './tasks.ts';
