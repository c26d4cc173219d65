import { randomUUID } from 'node:crypto';
import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '@sets/clock';
import { PROBLEMS, type ProblemCode, ProblemError, toProblemBody } from '@sets/contract';
import { securityHeaders } from './security-headers.ts';

/** So long a client that still sends is read, unheard: closed at once, it would see a reset in place of its answer. */
const LINGER_MS = 2_000;

/** By what Node's parser and its clock say of a request that never becomes one. */
const PROBLEM_OF: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

function answerTo(code: ProblemCode): string {
  const requestId = randomUUID();
  const { status } = PROBLEMS[code];
  const body = JSON.stringify(toProblemBody(new ProblemError(code), requestId));
  const security = securityHeaders();
  const fields = [
    ...['Content-Type', 'application/problem+json; charset=utf-8', 'Content-Length', String(Buffer.byteLength(body))],
    ...['Cache-Control', 'no-store', 'Connection', 'close', 'X-Request-Id', requestId],
    ...security,
  ];
  const lines = fields.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${fields[index + 1]}\r\n`] : []));
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`;
}

/**
 * Answers what is no HTTP, too large a head, too slow, or a CONNECT, as every other fault is answered, and closes the
 * connection. Such requests reach no handler.
 */
export function answerUnreadable(server: Server, clock: Clock): void {
  const answered = new WeakSet<Duplex>();
  const lastAnswer = new WeakMap<Duplex, ServerResponse>();
  server.prependListener('request', ({ socket }, response) => void lastAnswer.set(socket, response));
  /** A second answer in the middle of the first would be taken for a part of it. */
  function isAnswering(socket: Duplex): boolean {
    const last = lastAnswer.get(socket);
    return last?.headersSent === true && !last.writableFinished;
  }

  function answer(socket: Duplex, code: ProblemCode): void {
    if (answered.has(socket)) {
      return;
    }
    answered.add(socket);
    if (!socket.writable || isAnswering(socket)) {
      socket.destroy();
      return;
    }
    // It may be gone by now.
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.destroy());
    const cancel = clock.schedule(() => socket.destroy(), LINGER_MS);
    socket.once('close', cancel);
    socket.end(answerTo(code));
    socket.resume();
  }

  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET') {
      socket.destroy();
    } else {
      answer(socket, PROBLEM_OF[error.code ?? ''] ?? 'malformed_http');
    }
  });
  server.on('connect', (_request, socket) => answer(socket, 'method_not_allowed'));
}
