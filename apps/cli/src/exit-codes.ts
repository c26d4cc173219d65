import type { ProblemError } from '@sets/client';

/** What a script can tell from how `sets` ended. */
export const EXIT = {
  ok: { code: 0, means: 'done; of a job: it succeeded' },
  unsuccessful: { code: 1, means: 'the job ended without a result; the doctor found that the service cannot work' },
  usage: { code: 2, means: 'the command was not understood' },
  refused: { code: 3, means: 'the API refused the request, and would again' },
  unavailable: { code: 4, means: 'the API cannot be reached or cannot do it now; later it may' },
  broken: { code: 70, means: 'an answer could not be understood, or what was to be printed could not be written' },
  interrupted: { code: 130, means: 'ended by Ctrl-C or a signal like it; a job goes on' },
} as const;

export type Ending = keyof typeof EXIT;

export const endingOf = (error: ProblemError): Ending => (error.retryable ? 'unavailable' : 'refused');
