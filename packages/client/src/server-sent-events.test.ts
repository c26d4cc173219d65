import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEventReader, type ServerSentEvent } from './server-sent-events.ts';

function read(pieces: readonly string[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const feed = createEventReader((event) => events.push(event));
  for (const piece of pieces) {
    feed(piece);
  }
  return events;
}

const STREAM =
  'retry: 2000\n\n: alive\n\nid: 1.5\nevent: job\ndata: {"a":1}\n\nid: 2.5\nevent: job\ndata: x\ndata:y\n\ndata\n\n';
const EVENTS = [
  { id: '1.5', event: 'job', data: '{"a":1}' },
  { id: '2.5', event: 'job', data: 'x\ny' },
  { id: '2.5', event: 'message', data: '' },
];

it('gives the events and passes over comments and fields that it does not know', () => {
  expect(read([STREAM])).toEqual(EVENTS);
  expect(read(['data: never ended\n'])).toEqual([]);
});

it('reads the same however the stream is cut, and with any line break', () => {
  fc.assert(
    fc.property(fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(STREAM.length + 40)), (lineBreak, places) => {
      // After a lone CR at its end a stream cannot know whether an LF follows.
      const text = `${STREAM.replaceAll('\n', lineBreak)}: end\n`;
      const cuts = [0, ...places.toSorted((one, other) => one - other), text.length];
      expect(read(cuts.slice(1).map((end, index) => text.slice(cuts[index], end)))).toEqual(EVENTS);
    }),
  );
});
