#!/usr/bin/env node
import { systemClock } from '@sets/clock';
import { runCli } from './run-cli.ts';

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
// Whoever reads what is printed may have seen enough: `sets ops jobs | head`.
process.stdout.on('error', () => process.exit());

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  out: process.stdout,
  err: process.stderr,
  clock: systemClock,
  signal: interrupted.signal,
});
