import { type ChildProcess, fork } from 'node:child_process';
import type { CallLog, Script } from './fake-gemini.ts';
import type { ToServer } from './fake-gemini-process.ts';

type FromServer =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'started'; readonly run: string }
  | { readonly type: 'finished'; readonly run: string; readonly calls: CallLog[] };

export interface Cloud {
  readonly baseUrl: (run: string, location: string) => string;
  start(script: Script): Promise<void>;
  /** Every call that reached the server for that run. */
  finish(run: string): Promise<CallLog[]>;
  close(): void;
}

export async function startCloud(): Promise<Cloud> {
  const child = fork(new URL('./fake-gemini-process.ts', import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { port } = await receive(child, (message) => message.type === 'listening' && message);
  const ask = (message: ToServer) => child.send(message);
  return {
    baseUrl: (run, location) => `http://127.0.0.1:${port}/${run}/${location}`,
    async start(script) {
      const started = receive(child, (message) => message.type === 'started' && message.run === script.run && message);
      ask({ type: 'start', script });
      await started;
    },
    async finish(run) {
      const finished = receive(child, (message) => message.type === 'finished' && message.run === run && message);
      ask({ type: 'finish', run });
      return (await finished).calls;
    },
    close: () => child.disconnect(),
  };
}

function receive<M>(child: ChildProcess, match: (message: FromServer) => M | false): Promise<M> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('the fake server has died'));
    const onMessage = (message: FromServer) => {
      const matched = match(message);
      if (matched === false) {
        return;
      }
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(matched);
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}
