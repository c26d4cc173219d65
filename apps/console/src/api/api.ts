import { createClient, type Fetch, ProblemError } from '@sets/client';
import { createOperatorsClient, type OperatorsClient, type Routes } from '@sets/client/operators';

/** What the window is told when the API no longer knows the session, whichever request was the first to meet it. */
export const SIGNED_OUT = 'sets-signed-out';

const telling: Fetch = async (url, init) => {
  const response = await fetch(url, init);
  if (response.status === 401) {
    dispatchEvent(new Event(SIGNED_OUT));
  }
  return response;
};

/** Every answer that the console reads, typed by the table of routes. The cookie goes along by itself. */
const OWN_PAGE = { baseUrl: location.origin, headers: { 'x-sets-console': '1' }, fetch: telling };

export const operators: OperatorsClient = createOperatorsClient(OWN_PAGE);
export const callers = createClient(OWN_PAGE);

/** The key is shown this once, and kept nowhere. @throws ProblemError when it opens nothing */
export const signIn = (key: string): Promise<Session> =>
  createOperatorsClient({ ...OWN_PAGE, apiKey: key }).openSession();

export type Session = Routes['getSession']['answer'];
export type Overview = Routes['getOverview']['answer'];
export type Fault = Overview['faults'][number];
export type Lever = Fault['lever'];
export type Region = Overview['regions'][number];
export type OpsJob = Routes['searchJobs']['answer']['jobs'][number];
export type OpsAttempt = NonNullable<OpsJob['attempts']>[number];
export type Job = Routes['getJob']['answer'];

/** While a rollout is split, an instance of the release before may answer: it has no route for what this page asks. */
const NOT_YET = 'The instance that answered does not know this yet. Try again when the rollout is done.';

/** A failure in words for people. */
export function wordsOf(error: unknown): string {
  if (codeOf(error) === 'route_not_found') {
    return NOT_YET;
  }
  return error instanceof ProblemError ? error.message : 'Something went wrong in this page.';
}

export const codeOf = (error: unknown): string => (error instanceof ProblemError ? error.code : 'internal');

/** Whether the same may succeed a little later. */
export const mayPass = (error: unknown): boolean => error instanceof ProblemError && error.retryable;

export const isSignedOut = (error: unknown): boolean => codeOf(error) === 'unauthenticated';
