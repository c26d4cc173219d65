import { ProblemError } from '@sets/contract';
import type { Outbound } from '@sets/service-kit';

/**
 * An address that events may be sent to, as it is stored.
 *
 * @throws ProblemError `forbidden_address`, `invalid_url`; `invalid_request` where it is not https
 */
export type ReceiverUrl = (link: string) => string;

/** Where its name leads is looked at with each event. */
export const createReceiverUrl =
  ({ inspect, allowHttp }: Pick<Outbound, 'inspect'> & { readonly allowHttp: boolean }): ReceiverUrl =>
  (link) => {
    const url = inspect(link);
    if (url.protocol !== 'https:' && !allowHttp) {
      throw new ProblemError('invalid_request', { errors: [{ path: 'url', message: 'must be https' }] });
    }
    return url.href;
  };
