import { connect } from 'node:net';

export interface EndlessBody {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the body is made of. Default: blanks, which JSON allows anywhere. */
  readonly filling?: string;
  /** How much is sent before an answer is waited for; a write that meets a closed connection would lose the answer. */
  readonly atLeastBytes?: number;
}

const CHUNK_BYTES = 65_536;

/**
 * Sends a chunked body without an end: so much of it, then, once it is answered, more until the server has closed the
 * connection. Gives back the status that it answered.
 */
export function sendForEver(url: string, body: EndlessBody): Promise<number> {
  const { method, headers = {}, filling = ' ', atLeastBytes = 1 } = body;
  const { hostname, port, pathname, search } = new URL(url);
  const fields = { host: 'h', 'content-type': 'application/json', ...headers, 'transfer-encoding': 'chunked' };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const chunk = `${CHUNK_BYTES.toString(16)}\r\n${filling.repeat(CHUNK_BYTES).slice(0, CHUNK_BYTES)}\r\n`;
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    const sendOn = (): void => {
      if (!socket.destroyed) {
        socket.write(chunk, () => setImmediate(sendOn));
      }
    };
    socket.on('data', (data) => {
      if (answer === '') {
        sendOn();
      }
      answer += data;
    });
    // A peer that has closed answers further chunks with a reset.
    socket.on('error', () => {});
    socket.once('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])));
    socket.write(`${method} ${pathname}${search} HTTP/1.1\r\n${head.join('')}\r\n`);
    socket.write(chunk.repeat(Math.ceil(atLeastBytes / CHUNK_BYTES)));
  });
}
