/** A server that listens on `port`. */
export interface ListeningServer {
  readonly port: number;
  close(): Promise<void>;
}

/** The address could not be bound; `cause` is what the platform said. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly port: number;

  constructor(what: string, host: string, port: number, cause: unknown) {
    super(`The ${what} cannot listen on ${host}:${port}. Is that port taken?`, { cause });
    this.port = port;
  }
}
