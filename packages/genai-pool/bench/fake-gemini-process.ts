import { FakeGemini, type Script } from './fake-gemini.ts';

/** The server in a process of its own, so that its CPU time and its event loop are not the contenders'. */
export type ToServer =
  | { readonly type: 'start'; readonly script: Script }
  | { readonly type: 'finish'; readonly run: string };

const server = new FakeGemini();

process.on('message', (message: ToServer) => {
  if (message.type === 'start') {
    server.start(message.script);
    process.send?.({ type: 'started', run: message.script.run });
  } else {
    process.send?.({ type: 'finished', run: message.run, calls: server.finish(message.run) });
  }
});
process.on('disconnect', () => process.exit(0));

process.send?.({ type: 'listening', port: await server.listen() });
