import { type CopyOptions, FakeGemini, type Ports } from './over-http/fake-gemini.ts';

/** The servers in a process of their own, so that their CPU time and their event loop are not the contenders'. */
export type ToServer =
  | { readonly type: 'start'; readonly copy: CopyOptions }
  | { readonly type: 'finish'; readonly run: string };

export type FromServer =
  | { readonly type: 'started'; readonly run: string; readonly ports: Ports }
  | { readonly type: 'finished'; readonly run: string; readonly met: readonly number[] };

const fake = new FakeGemini();

function tell(message: FromServer): void {
  process.send?.(message);
}

process.on('message', async (message: ToServer) => {
  if (message.type === 'start') {
    const { run } = message.copy;
    tell({ type: 'started', run, ports: await fake.start(message.copy) });
  } else {
    tell({ type: 'finished', run: message.run, met: fake.finish(message.run) });
  }
});
process.on('disconnect', () => process.exit(0));
