/**
 * What became of a job that this worker ran. `declined`: ended with a problem of the post itself, which is an answer.
 * `failed`: ended with a problem of ours or of an upstream. `requeued`, `handed_back`, `lost`: not ended by this run.
 */
export type RunOutcome = 'succeeded' | 'declined' | 'failed' | 'requeued' | 'handed_back' | 'lost';
