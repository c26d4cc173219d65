import { ProblemError } from '@sets/contract';
import type { Profile } from './profile.ts';
import { recipeProfile } from './recipe/index.ts';
import { workoutProfile } from './workout/index.ts';

/** Every profile there is. A new one is its folder and its line here. */
export const profiles: readonly Profile[] = Object.freeze([workoutProfile, recipeProfile]);

export const DEFAULT_PROFILE = 'workout';

/** @throws ProblemError `invalid_request` for a name that nobody registered */
export function getProfile(name: string): Profile {
  const profile = profiles.find((candidate) => candidate.name === name);
  if (profile !== undefined) {
    return profile;
  }
  const known = profiles.map((candidate) => candidate.name).join(', ');
  throw new ProblemError('invalid_request', { errors: [{ path: 'profile', message: `must be one of: ${known}` }] });
}
