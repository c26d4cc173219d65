import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { documentedPorts, freePorts } from '../src/ports.ts';
import { createServiceProcess, type ServiceProcess } from '../src/service-process.ts';
import { readStack, recordStack, stopRecordedStack } from '../src/stack-record.ts';
import { until } from '../src/until.ts';

/** Answers /health with its environment, and ends on SIGTERM with code 3. */
const SERVICE = `
const { createServer } = require('node:http');
console.log('up', process.env.NOTE);
process.on('SIGTERM', () => process.exit(3));
createServer((_, response) => response.end(process.env.REGION + process.env.NOTE)).listen(process.env.PORT, '127.0.0.1');
`;

let directory: string;
let service: ServiceProcess;
let unexpected: string[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'service-process-'));
  unexpected = [];
  service = await create(SERVICE);
});
afterEach(async () => {
  await service.end('SIGKILL');
  rmSync(directory, { recursive: true });
});

async function create(source: string): Promise<ServiceProcess> {
  const entry = join(directory, 'service.cjs');
  writeFileSync(entry, source);
  const { control: port } = await freePorts([]);
  return createServiceProcess({
    ...{ name: 'service', app: 'api', region: 'us-east1', entry, port, watch: false },
    env: { PATH: process.env.PATH, NOTE: 'usual' },
    logFile: join(directory, 'service.log'),
    onUnexpectedEnd: (name) => unexpected.push(name),
  });
}

const saysOfItself = async (): Promise<string> => await (await fetch(`${service.url}/health`)).text();

it('starts, ends and starts again, at the same address and with the same log', async () => {
  await service.start();
  expect(await saysOfItself()).toBe('us-east1usual');
  expect(await service.end('SIGTERM')).toMatchObject({ code: 3, signal: null });
  expect(service.running).toBe(false);
  await service.start({ NOTE: 'once' });
  expect(await saysOfItself()).toBe('us-east1once');
  expect(readFileSync(service.logFile, 'utf8')).toBe('up usual\nup once\n');
  expect(unexpected).toEqual([]);
});

it('answers nothing while it is frozen, and everything once it has thawed', async () => {
  await service.start();
  service.freeze();
  const state = () => execFileSync('ps', ['-o', 'stat=', '-p', String(service.pid)], { encoding: 'utf8' });
  await until('the process to stand still', () => state().startsWith('T'));
  const answer = saysOfItself();
  expect(service.running).toBe(true);
  service.thaw();
  expect(await answer).toBe('us-east1usual');
  service.freeze();
  expect(await service.end('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
});

it('tells of an end that nobody asked for', async () => {
  await service.start();
  process.kill(service.pid ?? 0, 'SIGKILL');
  expect(await service.ended()).toMatchObject({ code: null, signal: 'SIGKILL' });
  expect(unexpected).toEqual(['service']);
});

it('shows the end of the log when it does not start', async () => {
  const faulty = await create(`console.error('PORT must be a number'); process.exit(1);`);
  await expect(faulty.start()).rejects.toThrow('service ended while starting:\nPORT must be a number');
});

const recorded = (marker: string, pid: number) => ({
  ...{ name: 'service', app: 'api', region: null, url: 'http://127.0.0.1:1', pid, marker },
});

it('ends what was recorded, and nothing that has its process id since', async () => {
  await service.start();
  const { pid = 0, entry } = service;
  const [running, reused] = [recorded(entry, pid), recorded('apps/no-such-app/', process.pid)];
  const ports = documentedPorts({});
  recordStack(directory, { owner: reused, ports, services: [running, reused] });
  expect(readStack(directory)).toBeNull();
  expect(stopRecordedStack(directory)).toEqual([running]);
  expect(await service.ended()).toMatchObject({ code: 3 });
  expect(stopRecordedStack(directory)).toEqual([]);
});

it('leaves the order of stopping to the owner while there is one', async () => {
  await service.start();
  const { name, pid = 0, entry } = service;
  const owner = { name, pid, marker: entry };
  const record = {
    ...{ owner, ports: documentedPorts({}) },
    services: [recorded(process.argv[0] ?? '', process.pid)],
  };
  recordStack(directory, record);
  expect(readStack(directory)).toEqual(record);
  expect(stopRecordedStack(directory)).toEqual([owner]);
  expect(await service.ended()).toMatchObject({ code: 3 });
});
