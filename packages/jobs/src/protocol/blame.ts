/**
 * Whose fault a failure is. `post`: it costs an attempt. `outage`: nobody else was served meanwhile; it costs none.
 * `in_doubt`: others were, by calls that may have begun before the outage; it costs an attempt unless that proves wrong.
 * `nobody`: it says nothing of the post, nor of an outage; it costs none.
 */
export type Blame = 'post' | 'in_doubt' | 'outage' | 'nobody';

/** Only the wait counts, beside the calls that were paid for. */
export const isFree = (blame: Blame): boolean => blame === 'outage' || blame === 'nobody';
