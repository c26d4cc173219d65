import type { OperatorsClient } from '@sets/client/operators';
import { systemClock } from '@sets/clock';
import { expect, it } from 'vitest';
import type { CommandContext } from '../command.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { listen } from './webhook-commands.ts';

const openPorts = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'TCPServerWrap').length;

it('a listener whose endpoint cannot be deleted gives its key and its port back all the same', async () => {
  const interrupted = new AbortController();
  const asked: string[] = [];
  const ops = {
    createKey: async () => ({ key: { id: 'a-key' }, api_key: 'its text' }),
    async createWebhook() {
      asked.push(`${openPorts()} port`);
      interrupted.abort();
      return { endpoint: { id: 'we_a' }, secret: 'whsec_a' };
    },
    deleteWebhook: () => Promise.reject(new Error('the API is gone')),
    revokeKey: async ({ params: { id } }: { readonly params: { readonly id: string } }) => void asked.push(id),
  } as unknown as OperatorsClient;
  const screen = { write: () => true };
  const context = {
    ...{ ops, opsAs: () => ops, hasKey: false, clock: systemClock, signal: interrupted.signal },
    terminal: createTerminal({ out: screen, err: screen, json: false, color: false }),
  } as unknown as CommandContext;
  const input = { first: '', second: '', positionals: [], values: { port: '0' } };
  await expect(listen.run(context, input)).rejects.toThrow('the API is gone');
  expect(asked).toEqual(['1 port', 'a-key']);
  await expect.poll(openPorts).toBe(0);
});
