import { type Dispatcher, type RequestInit as UndiciInit, fetch as undiciFetch } from 'undici';

/** As `fetch`; `onWire` is called when the request really goes out, having waited for a socket. */
export type FetchThrough = (
  input: Parameters<typeof fetch>[0],
  init?: RequestInit,
  onWire?: () => void,
) => Promise<Response>;

/** A fetch over the connections of one agent, rather than over the process's own. */
export function fetchThrough(agent: Dispatcher): FetchThrough {
  const through = (input: string, init: UndiciInit = {}, onWire?: () => void) =>
    undiciFetch(input, { ...init, dispatcher: onWire === undefined ? agent : agent.compose(telling(onWire)) });
  // undici's types and the global ones differ in name only.
  return through as unknown as FetchThrough;
}

/** A request starts when a socket is there for it: undici queues it until then. */
const telling =
  (onWire: () => void): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) =>
    dispatch(options, {
      onRequestStart(controller, context) {
        onWire();
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
      onResponseStart: (...args) => handler.onResponseStart?.(...args),
      onResponseData: (...args) => handler.onResponseData?.(...args),
      onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
      onResponseError: (...args) => handler.onResponseError?.(...args),
    });
