import { startCloudTasksEmulator } from '../src/index.ts';

/** Runs the emulator on the file given, until it is killed. Prints where it listens. */
const [file = ':memory:'] = process.argv.slice(2);
const { port, jwksUri } = await startCloudTasksEmulator({ port: 0, jwksPort: 0, file });
process.stdout.write(`${JSON.stringify({ port, jwksUri })}\n`);
