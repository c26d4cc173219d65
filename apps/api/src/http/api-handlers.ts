import type { API_ROUTES } from '@sets/contract/routes';
import type { RouteHandlers } from '@sets/service-kit';

type AllHandlers = RouteHandlers<typeof API_ROUTES>;

/** The handlers of some routes of the API, by their operation ids. */
export type ApiHandlers<Id extends keyof AllHandlers> = Pick<AllHandlers, Id>;
