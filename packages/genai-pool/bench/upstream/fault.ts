/** What is wrong with some locations between two moments. Times are in benchmark milliseconds. */
export interface Fault {
  readonly locations: readonly string[] | 'all';
  readonly fromMs: number;
  readonly toMs: number;
  /** Wrong for so long, right for as long, and so on, beginning wrong. Default: wrong all the time. */
  readonly everyOtherMs?: number;
  /** Only these posts meet it. Default: all. */
  readonly posts?: 'poison' | 'video';
  readonly kind: FaultKind;
}

export type FaultKind =
  /** Answers a share of calls with an error, after the time that an error takes; `hintMs` comes as RetryInfo. */
  | { readonly type: 'status'; readonly status: number; readonly share?: number; readonly hintMs?: number }
  /** HTML, nothing, half a JSON or `null`, under 200 and 503 by turns. */
  | { readonly type: 'unreadable' }
  /** A share of streamed answers ends, cleanly, in the middle. */
  | { readonly type: 'cut'; readonly share: number }
  /** A black hole: takes the call and never answers. */
  | { readonly type: 'hang' }
  /** Nothing listens there; what was connected is reset. */
  | { readonly type: 'refuse' }
  | { readonly type: 'slow'; readonly times: number; readonly share?: number }
  /** 429 for a call that finds `max` in flight already. */
  | { readonly type: 'capacity'; readonly max: number }
  /** Never refuses: beyond `knee` calls in flight an answer takes longer by the square of the load. */
  | { readonly type: 'slows_under_load'; readonly knee: number };

/** Where the token comes from, in rows that ask for one before each call: a location that can be at fault too. */
export const METADATA_HOST = 'metadata';

export const ALWAYS = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER } as const;

/** Whether the fault is on at `atMs` at `location`, for whichever post. */
export function isActive({ locations, fromMs, toMs, everyOtherMs }: Fault, location: string, atMs: number): boolean {
  if (atMs < fromMs || atMs >= toMs || (locations !== 'all' && !locations.includes(location))) {
    return false;
  }
  return everyOtherMs === undefined || Math.floor((atMs - fromMs) / everyOtherMs) % 2 === 0;
}
