import type { Connection } from './connection.ts';
import { jobPath } from './job-path.ts';
import { createEventReader } from './server-sent-events.ts';

export interface FollowRequest<J> {
  readonly id: string;
  /** The last event that is known; only later states come. Empty: none. */
  readonly lastEventId: string;
  readonly signal: AbortSignal | undefined;
  /** Called when something came, of whatever kind. */
  readonly onSign: () => void;
  readonly onState: (job: J, eventId: string) => void;
}

/**
 * The states of a job as they come, until one is the last or the stream ends.
 *
 * @throws ProblemError when it breaks; what `onState` throws, as it was thrown
 */
export async function followEvents<J extends { readonly done: boolean }>(
  connection: Connection,
  { id, lastEventId, signal, onSign, onState }: FollowRequest<J>,
): Promise<void> {
  const headers = lastEventId === '' ? {} : { 'last-event-id': lastEventId };
  const faults: unknown[] = [];
  let enough = false;
  const read = createEventReader(({ event, id: eventId, data }) => {
    if (event !== 'job' || enough) {
      return;
    }
    const job = JSON.parse(data) as J;
    enough = job.done;
    try {
      onState(job, eventId);
    } catch (error) {
      // It is no failure of the stream, which would be mended.
      faults.push(error);
      enough = true;
    }
  });
  await connection.follow({ method: 'GET', path: jobPath(id, '/events'), headers, signal }, (piece) => {
    onSign();
    read(piece);
    return enough ? 'enough' : 'more';
  });
  if (faults.length > 0) {
    throw faults[0];
  }
}
