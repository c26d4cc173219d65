import { fork } from 'node:child_process';
import type { FromServer, ToServer } from '../fake-gemini-process.ts';
import type { CopyOptions, Ports } from './fake-gemini.ts';

/** The fake servers, from the contenders' side. */
export interface Cloud {
  start(copy: CopyOptions): Promise<Ports>;
  /** Ends that copy, and says how many calls met each fault of its script. */
  finish(run: string): Promise<readonly number[]>;
  close(): void;
}

export function startCloud(): Cloud {
  const child = fork(new URL('../fake-gemini-process.ts', import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<string, PromiseWithResolvers<FromServer>>();
  child.on('message', (message: FromServer) => {
    const key = `${message.type} ${message.run}`;
    waiting.get(key)?.resolve(message);
    waiting.delete(key);
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values()) {
      reject(new Error('the fake servers have died'));
    }
  });

  async function ask<T extends FromServer['type']>(question: ToServer, answer: T): Promise<FromServer & { type: T }> {
    const answered = Promise.withResolvers<FromServer>();
    waiting.set(`${answer} ${question.type === 'start' ? question.copy.run : question.run}`, answered);
    child.send(question);
    return (await answered.promise) as FromServer & { type: T };
  }

  return {
    start: async (copy) => (await ask({ type: 'start', copy }, 'started')).ports,
    finish: async (run) => (await ask({ type: 'finish', run }, 'finished')).met,
    close: () => child.disconnect(),
  };
}
