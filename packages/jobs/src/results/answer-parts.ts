import type { Job } from '@sets/contract';
import { type ByteString, byteString } from '@sets/service-kit';
import type { ResultValue } from '../documents/result-document.ts';
import { toJobFromValue } from '../read/to-job.ts';

/** The JSON of a hit around what differs from caller to caller. */
export type AnswerParts = readonly ByteString[];

/** What a hit's answer says to one caller, in the order in which it stands there. */
export interface AskedHit extends Pick<Job, 'profile' | 'language' | 'metadata'> {
  readonly servedFrom: Job['served_from'];
  readonly submittedUrl: string;
}

/** A text that no value of ours is. */
const HOLE = '\0';
const HOLE_JSON = JSON.stringify(HOLE);
const HOLES = 5;

/** The answer to a hit, cut where each caller has something of its own; null for a value that has the hole in it. */
export function answerParts(key: string, value: ResultValue): AnswerParts | null {
  const job: object = {
    ...toJobFromValue(
      key,
      value,
      { profile: HOLE, language: HOLE },
      { servedFrom: 'cache', metadata: null, submittedUrl: HOLE },
    ),
    // Replaced in their places, so that the order stays.
    ...{ served_from: HOLE, metadata: HOLE },
  };
  // As bytes before it is cut: each part shares the memory of the whole, which else has two bytes a character.
  const parts = byteString(JSON.stringify(job)).split(HOLE_JSON) as ByteString[];
  return parts.length === HOLES + 1 ? parts : null;
}

/** The JSON of the Job that `toJobFromValue` makes of the value for this caller. */
export function answerText(parts: AnswerParts, asked: AskedHit): ByteString {
  const { profile, language, servedFrom, submittedUrl, metadata } = asked;
  const own = [profile, language, servedFrom, submittedUrl, metadata];
  const written = own.map((one, index) => byteString(JSON.stringify(one)) + parts[index + 1]);
  return [parts[0], ...written].join('') as ByteString;
}
