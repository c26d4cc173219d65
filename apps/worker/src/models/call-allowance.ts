import type { GenerateOptions } from '@sets/extraction';

type Size = GenerateOptions['size'];

/**
 * How a call ended. `answered` and `given_up` may have cost something; what `failed` says something of the post when
 * others are served; `put_off` (a 429) says nothing.
 */
export type CallEnd = 'answered' | 'given_up' | 'failed' | 'put_off';

/** The calls that one attempt of a job may make. */
export interface CallAllowance {
  /** `servedMsAgo`: when a call of that size was answered last, whoever's it was. */
  mayCall(size: Size, servedMsAgo: number): boolean;
  /**
   * A call goes out; to be told how it ends. One beside the post's own, to see how an endpoint is, costs the post
   * nothing; but it is one more that fails where every call does.
   */
  begin(size: Size, isProbe: boolean): (end: CallEnd) => void;
}

export interface CallAllowanceOptions {
  /** Calls that may fail, of which the words may take half: a preview must not cost the result. */
  readonly failedCalls: number;
  /** An earlier attempt was paid for by the post. */
  readonly isSuspect: boolean;
  /** Hears of each call that may have cost something, and whether it was answered. */
  readonly count: (answered: boolean) => void;
}

/** While nobody has been served for so long, failures say nothing of a post, and it is the pool's to bound its calls. */
const LATELY_MS = 10_000;

export function createCallAllowance({ failedCalls, isSuspect, count }: CallAllowanceOptions): CallAllowance {
  const wordCalls = Math.ceil(failedCalls / 2);
  /** Those that failed, and those that may. */
  const lost: Record<Size, number> = { text: 0, images: 0, video: 0 };
  let denied = isSuspect;
  return {
    mayCall(size, servedMsAgo) {
      if (servedMsAgo > LATELY_MS && !denied) {
        return true;
      }
      const total = lost.text + lost.images + lost.video;
      const may = total < failedCalls && (size !== 'text' || lost.text < wordCalls);
      // Whose words fail while others' are read need not be looked at as closely as if nobody were served.
      denied ||= !may;
      return may;
    },
    begin(size, isProbe) {
      lost[size] += 1;
      return (end) => {
        if (end === 'answered' || end === 'put_off') {
          lost[size] -= 1;
        }
        if (!isProbe && (end === 'answered' || end === 'given_up')) {
          count(end === 'answered');
        }
      };
    },
  };
}
