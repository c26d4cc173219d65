#!/usr/bin/env node
import { systemClock } from '@sets/clock';
import { EXIT } from './exit-codes.ts';
import { runCli } from './run-cli.ts';

const interrupted = new AbortController();
// Whoever is told to go gives back first what it has made; told again, it goes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => interrupted.abort());
}
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // Whoever reads what is printed may have seen enough: `sets ops jobs | head`.
    if (code === 'EPIPE') {
      process.exitCode ??= EXIT.ok.code;
    } else {
      process.exitCode = EXIT.broken.code;
      if (stream === process.stdout) {
        process.stderr.write(`What was to be printed could not be written: ${message}\n`);
      }
    }
    interrupted.abort();
  });
}

const code = await runCli(process.argv.slice(2), {
  env: process.env,
  in: process.stdin,
  out: process.stdout,
  err: process.stderr,
  clock: systemClock,
  signal: interrupted.signal,
});
process.exitCode ??= code;
