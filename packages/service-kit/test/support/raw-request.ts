import { connect } from 'node:net';

/** Sends exactly these bytes and gives back everything until the server closes; `fetch` would not send such requests. */
export function rawRequest(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
  });
}

/** Sends a body without an end; gives back the status, and how the connection ended. */
export async function sendForEver(port: number): Promise<{ status: number; ended: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  const status = Promise.withResolvers<number>();
  const ended = Promise.withResolvers<string>();
  socket.on('data', (chunk) => status.resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(String(chunk))?.[1])));
  // A peer that has closed answers further chunks with a reset.
  socket.on('error', () => {});
  socket.once('close', () => ended.resolve('closed'));
  const chunk = `10000\r\n${' '.repeat(0x1_00_00)}\r\n`;
  const send = (): void => {
    if (!socket.destroyed) {
      socket.write(chunk, () => setImmediate(send));
    }
  };
  socket.write(
    'POST /v1/jobs HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    send,
  );
  return { status: await status.promise, ended: ended.promise };
}
