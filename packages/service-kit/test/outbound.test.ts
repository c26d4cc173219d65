import { ProblemError } from '@sets/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOutbound, type Outbound, type OutboundOptions } from '../src/outbound/index.ts';
import { type LoggingServer, startLoggingServer } from './logging-server.ts';

let v4: LoggingServer;
let v6: LoggingServer;
let other: LoggingServer;
let outbound: Outbound;

const create = (options: Partial<OutboundOptions> = {}): Outbound =>
  createOutbound({
    // The tests' servers live on odd ports; opening those shows that it is the address that is refused.
    ports: [80, 443, v4.port, v6.port, other.port],
    ...options,
  });

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'reached',
    (error: unknown) => (error instanceof ProblemError ? error.code : error),
  );

beforeAll(async () => {
  v4 = await startLoggingServer('127.0.0.1');
  v6 = await startLoggingServer('::1');
  other = await startLoggingServer('127.0.0.1');
});
afterAll(() => {
  for (const server of [v4, v6, other]) {
    server.close();
  }
});
beforeEach(() => {
  for (const server of [v4, v6, other]) {
    server.hits.length = 0;
  }
});
afterEach(() => outbound.close());

describe('exceptions', () => {
  it('open exactly the host and port they name', async () => {
    outbound = create({ allow: [`127.0.0.1:${v4.port}`] });
    const response = await outbound.fetch(`http://127.0.0.1:${v4.port}/a`);
    expect(await response.text()).toBe('reached');
    expect(response.url).toBe(`http://127.0.0.1:${v4.port}/a`);
    expect(await codeOf(outbound.fetch(`http://127.0.0.1:${other.port}/`))).toBe('forbidden_address');
    expect(await codeOf(outbound.fetch(`http://localhost:${v4.port}/`))).toBe('forbidden_address');
    expect(await codeOf(outbound.fetch(`http://127.0.0.2:${v4.port}/`))).toBe('forbidden_address');
    expect(v4.hits).toHaveLength(1);
    expect(other.hits).toHaveLength(0);
  });

  it('work for names and for IPv6', async () => {
    outbound = create({ allow: [`localhost:${v4.port}`, `[::1]:${v6.port}`] });
    await (await outbound.fetch(`http://localhost:${v4.port}/`)).text();
    await (await outbound.fetch(`http://[::1]:${v6.port}/`)).text();
    expect(await codeOf(outbound.fetch(`http://@localhost:${v4.port}/`))).toBe('forbidden_address');
    expect([v4.hits.length, v6.hits.length]).toEqual([1, 1]);
  });
});

describe('refusals, with another address allowed', () => {
  const spellings = (port: number): string[] => [
    `http://127.0.0.1:${port}/`,
    `http://localhost:${port}/`,
    `http://localhost.:${port}/`,
    `http://127.0.0.1.:${port}/`,
    `http://127.1:${port}/`,
    `http://2130706433:${port}/`,
    `http://0x7f000001:${port}/`,
    `http://0x7f.0.0.1:${port}/`,
    `http://0177.0.0.1:${port}/`,
    `http://017700000001:${port}/`,
    `http://127.0.0.1%2e:${port}/`,
    `http://１２７.0.0.1:${port}/`,
    `http://127。0。0。1:${port}/`,
    `http://0.0.0.0:${port}/`,
    `http://0:${port}/`,
    `http://[::]:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    `http://[::ffff:7f00:1]:${port}/`,
    `http://[0:0:0:0:0:ffff:127.0.0.1]:${port}/`,
    `http://[::127.0.0.1]:${port}/`,
    `http://[64:ff9b::7f00:1]:${port}/`,
    `http://[2002:7f00:1::]:${port}/`,
    `http://user:pass@127.0.0.1:${port}/`,
    `http://www.tiktok.com@127.0.0.1:${port}/`,
    `http://@127.0.0.1:${port}/`,
    `http:127.0.0.1:${port}/`,
    `http:/127.0.0.1:${port}/`,
    `http:\\\\127.0.0.1:${port}/`,
    `http://127.0.0.1\t:${port}/`,
    `http://www.tiktok.com\\@127.0.0.1:${port}/`,
    `ftp://127.0.0.1:${port}/`,
    `gopher://127.0.0.1:${port}/`,
    'file:///etc/passwd',
    'data:video/mp4;base64,AAAA',
    'http://169.254.169.254/computeMetadata/v1/',
    'http://metadata/computeMetadata/v1/',
    'http://10.0.0.1/',
    'http://100.64.0.1/',
    'http://192.168.0.1/',
    'http://224.0.0.1/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
    'https://www.tiktok.com./',
    'https://www.tiktok.com:22/',
  ];

  it('cover every spelling of a forbidden address', async () => {
    outbound = create({ allow: [`127.0.0.1:${other.port}`] });
    for (const link of spellings(v4.port)) {
      expect([link, await codeOf(outbound.fetch(link))]).toEqual([link, 'forbidden_address']);
    }
    expect(await codeOf(outbound.fetch(`http://[::1]:${v6.port}/`))).toBe('forbidden_address');
    expect(v4.hits).toHaveLength(0);
    expect(v6.hits).toHaveLength(0);
  });

  it('cover other spellings of the allowed address itself', async () => {
    outbound = create({ allow: [`127.0.0.1:${v4.port}`] });
    const [plain, ...others] = spellings(v4.port);
    for (const link of others) {
      expect([link, await codeOf(outbound.fetch(link))]).toEqual([link, 'forbidden_address']);
    }
    expect(v4.hits).toHaveLength(0);
    expect(await codeOf(outbound.fetch(plain ?? ''))).toBe('reached');
  });

  it('cover what a URL object has normalised', async () => {
    outbound = create();
    expect(await codeOf(outbound.fetch(new URL(`http://2130706433:${v4.port}/`)))).toBe('forbidden_address');
    expect(v4.hits).toHaveLength(0);
  });

  it('cover odd ports of public hosts, by default', async () => {
    outbound = createOutbound({ resolve: async () => [] });
    expect(await codeOf(outbound.fetch('http://video.example.com:8080/'))).toBe('forbidden_address');
  });

  it('call a text that is no link invalid', async () => {
    outbound = create();
    expect(await codeOf(outbound.fetch('http://'))).toBe('invalid_url');
    expect(await codeOf(outbound.fetch('http://exa mple.com/'))).toBe('invalid_url');
  });
});

describe('names', () => {
  const address = (text: string) => ({ address: text, family: text.includes(':') ? 6 : 4 });

  it.each([
    ['loopback', ['127.0.0.1']],
    ['IPv6 loopback', ['::1']],
    ['IPv6-mapped loopback', ['::ffff:127.0.0.1']],
    ['a private address among public ones', ['93.184.216.34', '127.0.0.1']],
    ['nothing', []],
  ])('that resolve to %s are refused', async (_what, answers) => {
    outbound = create({ resolve: async () => answers.map(address) });
    expect(await codeOf(outbound.fetch(`http://video.example.com:${v4.port}/`))).toBe('forbidden_address');
    expect(await codeOf(outbound.fetch(`https://video.example.com:${v4.port}/`))).toBe('forbidden_address');
    expect([v4.hits.length, v6.hits.length]).toEqual([0, 0]);
  });

  it('are resolved once per connection, so the address checked is the address connected to', async () => {
    const asked: string[] = [];
    outbound = create({
      // A rebinding name server: public at first, ours ever after. TEST-NET would be refused, so a routable
      // address that nobody answers on this port is used.
      resolve: async (hostname) => {
        asked.push(hostname);
        return [address(asked.length === 1 ? '93.184.216.34' : '127.0.0.1')];
      },
    });
    const controller = new AbortController();
    const first = outbound.fetch(`http://rebind.example.com:${v4.port}/`, { signal: controller.signal });
    await expect.poll(() => asked.length).toBe(1);
    controller.abort();
    await expect(first).rejects.toThrow();
    await outbound.close();
    expect(v4.hits).toHaveLength(0);
    expect(asked).toEqual(['rebind.example.com']);

    outbound = create({ resolve: async () => [address('127.0.0.1')] });
    expect(await codeOf(outbound.fetch(`http://rebind.example.com:${v4.port}/`))).toBe('forbidden_address');
    expect(v4.hits).toHaveLength(0);
  });
});

describe('connections', () => {
  it('keep to the limits, over all fetches', async () => {
    outbound = create({ allow: [`127.0.0.1:${v4.port}`], limits: { maxSocketsPerHost: 2 } });
    const answers = Array.from({ length: 8 }, async () => {
      await (await outbound.fetch(`http://127.0.0.1:${v4.port}/`)).text();
    });
    await Promise.all(answers);
    expect(v4.hits).toHaveLength(8);
    expect(new Set(v4.hits.map(({ clientPort }) => clientPort)).size).toBeLessThanOrEqual(2);
  });

  it('check remembered DNS answers like fresh ones', async () => {
    let asked = 0;
    outbound = create({
      resolve: async () => {
        asked += 1;
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    for (const path of ['a', 'b']) {
      expect(await codeOf(outbound.fetch(`http://inside.example.com:${v4.port}/${path}`))).toBe('forbidden_address');
    }
    expect([asked, v4.hits.length]).toEqual([1, 0]);
  });
});

describe('redirects', () => {
  it('are followed and checked hop by hop', async () => {
    outbound = create({ allow: [`127.0.0.1:${v4.port}`] });
    v4.redirect('/start', '/middle');
    v4.redirect('/middle', `http://127.0.0.1:${v4.port}/end`, 307);
    const response = await outbound.fetch(`http://127.0.0.1:${v4.port}/start`);
    expect(await response.text()).toBe('reached');
    expect(response.url).toBe(`http://127.0.0.1:${v4.port}/end`);
  });

  it('from an allowed address reach no other', async () => {
    outbound = create({ allow: [`127.0.0.1:${v4.port}`] });
    const targets = [
      `http://127.0.0.1:${other.port}/`,
      `//127.0.0.1:${other.port}/`,
      `http://2130706433:${v4.port}/end`,
      `http://localhost:${other.port}/`,
      `http://[::1]:${v6.port}/`,
      'http://169.254.169.254/computeMetadata/v1/',
      'file:///etc/passwd',
      'javascript:alert(1)',
    ];
    for (const [index, target] of targets.entries()) {
      v4.redirect(`/go/${index}`, target);
      expect([target, await codeOf(outbound.fetch(`http://127.0.0.1:${v4.port}/go/${index}`))]).toEqual([
        target,
        'forbidden_address',
      ]);
    }
    expect(v4.hits).toHaveLength(targets.length);
    expect([other.hits.length, v6.hits.length]).toEqual([0, 0]);
  });

  it('to another origin carry no credentials and no body', async () => {
    outbound = create({ allow: [`127.0.0.1:${v4.port}`, `127.0.0.1:${other.port}`] });
    v4.redirect('/leave', `http://127.0.0.1:${other.port}/end`, 307);
    v4.redirect('/stay', '/end', 307);
    const headers = { 'x-api-key': 'secret', Authorization: 'Bearer secret', Cookie: 'a=secret', accept: 'video/*' };
    await (await outbound.fetch(`http://127.0.0.1:${v4.port}/leave`, { headers })).text();
    expect(JSON.stringify(other.hits)).not.toContain('secret');
    expect(other.hits[0]?.headers.accept).toBe('video/*');

    const post = { method: 'POST', headers, body: 'hello' };
    await (await outbound.fetch(`http://127.0.0.1:${v4.port}/stay`, post)).text();
    expect(v4.hits.at(-1)).toMatchObject({ path: '/end', method: 'POST', body: 'hello' });
    expect(v4.hits.at(-1)?.headers['x-api-key']).toBe('secret');
    expect(await codeOf(outbound.fetch(`http://127.0.0.1:${v4.port}/leave`, post))).toBe('forbidden_address');
  });

  it('turn a POST into a GET where the standard says so', async () => {
    outbound = create({ allow: [`127.0.0.1:${v4.port}`] });
    v4.redirect('/see-other', '/end', 303);
    await (await outbound.fetch(`http://127.0.0.1:${v4.port}/see-other`, { method: 'POST', body: 'hello' })).text();
    expect(v4.hits.at(-1)).toMatchObject({ path: '/end', method: 'GET', body: '' });
  });

  it('are limited, and may be read instead of followed', async () => {
    outbound = create({ allow: [`127.0.0.1:${v4.port}`] });
    v4.redirect('/loop', '/loop');
    const link = `http://127.0.0.1:${v4.port}/loop`;
    await expect(outbound.fetch(link, { maxRedirects: 3 })).rejects.toThrow('too many redirects');
    expect(v4.hits).toHaveLength(4);
    expect((await outbound.fetch(link, { maxRedirects: 0 })).status).toBe(302);
  });
});
