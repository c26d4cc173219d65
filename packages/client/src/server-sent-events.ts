export interface ServerSentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Reads a stream of server-sent events in pieces of any size. Comments, which only show that it lives, give nothing. */
export function createEventReader(onEvent: (event: ServerSentEvent) => void): (piece: string) => void {
  let rest = '';
  let id = '';
  let event = 'message';
  let data: string[] = [];

  function readLine(line: string): void {
    if (line === '') {
      if (data.length > 0) {
        onEvent({ id, event, data: data.join('\n') });
      }
      event = 'message';
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') {
      data.push(value);
    } else if (name === 'event') {
      event = value;
    } else if (name === 'id') {
      id = value;
    }
  }

  return (piece) => {
    // A line break may be cut in two: a lone CR at the end waits for what follows it.
    const text = rest + piece;
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + text.slice(whole.length);
    for (const line of lines) {
      readLine(line);
    }
  };
}
