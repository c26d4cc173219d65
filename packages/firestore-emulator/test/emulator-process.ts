import { startFirestoreEmulator } from '../src/index.ts';

/** An emulator in a process of its own, to be killed. Prints its port. */
const emulator = await startFirestoreEmulator({ port: 0, file: process.argv[2] ?? '' });
process.stdout.write(`${emulator.port}\n`);
