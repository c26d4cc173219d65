import type { Caller } from '@sets/service-kit';

/**
 * Whether a caller's name is its own. A token of App Check names an app, and nobody names who shows nothing: many stand
 * behind such a name, who are told apart only by the ids that each of them holds.
 */
export const isNamed = ({ kind }: Caller): boolean => kind === 'api_key' || kind === 'operator';
