import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { refuseOutside } from '../src/testing/index.ts';

it('lets tests reach loopback and nothing else', async () => {
  const tried = refuseOutside();
  const server = createServer((_request, response) => response.end('here'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('here');
  await expect(fetch('http://192.0.2.1/')).rejects.toThrow();
  await expect(fetch(`http://[2001:db8::1]:${port}/`)).rejects.toThrow();
  expect(tried).toEqual(['192.0.2.1', '2001:db8::1']);
  server.close();
});
