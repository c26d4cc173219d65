import { expect, it } from 'vitest';
import { isLaterEvent, JOB_EVENT_ID } from './job.ts';

it('orders events to the nanosecond', () => {
  const ids = ['9.999999999', '1763888401.480000000', '1763888401.480000001', '1763888402.000000000'];
  for (const [index, id] of ids.entries()) {
    expect(id).toMatch(JOB_EVENT_ID);
    expect(ids.map((other) => isLaterEvent(id, other))).toEqual(ids.map((_, other) => other < index));
  }
});
