import { isProblem } from '@sets/contract';
import { isStorageUnavailable } from '@sets/store-kit';

/**
 * Whether an instance may take on more than memory can answer.
 *
 * @throws ProblemError `overloaded`
 */
export type Admit = () => void;

/** What memory still holds is then a better answer than none. */
export const isNoAnswer = (error: unknown): boolean => isStorageUnavailable(error) || isProblem(error, 'overloaded');
