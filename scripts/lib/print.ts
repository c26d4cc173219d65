import type { LocalStack } from '@sets/local-stack';

/** A line on standard output. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Where everything of a stack can be reached. */
export function printAddresses({ services, ports }: LocalStack): void {
  const row = (name: string, address: string): void => print(`${name.padEnd(24)} ${address}`);
  for (const { name, url } of services) {
    row(name, url);
  }
  row('firestore', `127.0.0.1:${ports.firestore}`);
  row('cloud tasks', `127.0.0.1:${ports.cloudTasks}  (keys: http://127.0.0.1:${ports.jwks})`);
  print();
}
