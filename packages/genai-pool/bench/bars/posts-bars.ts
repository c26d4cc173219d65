import { answeredShare } from '../measures/requests.ts';
import { type Measured, requestsOf } from '../samples/measured.ts';
import type { RequestSample } from '../samples/samples.ts';
import { type MakeBars, named, type PoolBar, worstRow } from './pool-bar.ts';

function answeredBar(
  name: string,
  rows: readonly Measured[],
  isCounted: (request: RequestSample) => boolean,
): PoolBar[] {
  const counted = (measured: Measured): RequestSample[] => requestsOf(measured, 'pool').filter(isCounted);
  return worstRow({
    name,
    limit: { atLeast: 0.999 },
    rows,
    figureOf: (measured) => answeredShare(counted(measured)),
    samplesOf: (measured) => counted(measured).length,
  });
}

/** What is wrong with some posts is not paid for by the others. */
export const postsBars: MakeBars = (measured) => [
  ...answeredBar('poison_innocents', named(measured, /^poison$/), ({ poison }) => !poison),
  ...answeredBar('text_while_video_fails', named(measured, /^video_(fails|hangs)$/), ({ size }) => size === 'text'),
];
