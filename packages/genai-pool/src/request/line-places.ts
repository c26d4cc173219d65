import type { Place } from '../endpoint/deadline-line.ts';
import type { EndpointState, Waiter } from '../endpoint/endpoint-state.ts';

/** Where one request waits: in the lines of all endpoints that could take it, until the first of them does. */
export class LinePlaces {
  readonly #places: { readonly state: EndpointState; readonly place: Place<Waiter> }[] = [];

  join(states: readonly EndpointState[], waiter: Waiter, deadlineAt: number): void {
    for (const state of states) {
      this.#places.push({ state, place: state.line.join(waiter, deadlineAt) });
    }
    for (const state of states) {
      state.watchLine();
    }
  }

  leave(): void {
    for (const { state, place } of this.#places) {
      state.line.leave(place);
    }
    this.#places.length = 0;
  }
}
