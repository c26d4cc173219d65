import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createManualClock } from '@sets/clock/testing';
import { buildConnector, type Dispatcher, request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpAgent, fetchThrough, type HttpAgentOptions, type Resolve } from '../src/index.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
});

/** A server that answers at once, or when told to. */
async function startServer({ hold = false, keepAlive = true } = {}) {
  const waiting: ServerResponse[] = [];
  const server: Server = createServer((_request, response) => {
    if (!keepAlive) {
      response.setHeader('connection', 'close');
    }
    if (hold) {
      waiting.push(response);
    } else {
      response.end('ok');
    }
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const answerAll = (): void => {
    for (const response of waiting.splice(0)) {
      response.end('ok');
    }
  };
  return { port, waiting, answerAll };
}

const everywhere: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];

/** An agent that resolves every name to this machine. */
function agentWith(options: HttpAgentOptions = {}): Dispatcher {
  const agent = createHttpAgent({ resolve: everywhere, ...options });
  closers.push(() => agent.destroy());
  return agent;
}

/** An agent whose real sockets are counted where they are opened: a server learns late that one was closed. */
function countedAgent(options: HttpAgentOptions = {}) {
  const counts = { open: 0, peak: 0, opened: 0 };
  const connectReally = buildConnector({});
  const connect: buildConnector.connector = (target, callback) => {
    const local = { ...target, hostname: '127.0.0.1' };
    connectReally(local, (...result) => {
      const [error, socket] = result;
      if (error === null) {
        counts.open += 1;
        counts.opened += 1;
        counts.peak = Math.max(counts.peak, counts.open);
        socket.once('close', () => {
          counts.open -= 1;
        });
      }
      callback(...result);
    });
  };
  return { agent: agentWith({ ...options, connect }), counts };
}

async function call(dispatcher: Dispatcher, url: string): Promise<number> {
  const { statusCode, body } = await request(url, { dispatcher });
  await body.dump();
  return statusCode;
}
const repeat = (times: number, work: (index: number) => Promise<number>) =>
  Promise.all(Array.from({ length: times }, (_, i) => work(i)));

describe('the cap per host', () => {
  it('holds 200 parallel calls on 20 sockets', async () => {
    const server = await startServer();
    const { agent, counts } = countedAgent();
    const statuses = await repeat(200, () => call(agent, `http://a.test:${server.port}/`));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(counts.peak).toBe(20);
  });
});

describe('the cap in total', () => {
  it('holds over many hosts, and every call is answered', async () => {
    const server = await startServer();
    const { agent, counts } = countedAgent({ maxSockets: 30, maxSocketsPerHost: 10 });
    const statuses = await repeat(400, (index) => call(agent, `http://h${index % 8}.test:${server.port}/`));
    expect(statuses.every((status) => status === 200)).toBe(true);
    expect(counts.peak).toBeLessThanOrEqual(30);
    expect(counts.peak).toBeGreaterThan(10);
  });

  it('makes calls wait while every socket is busy', async () => {
    const server = await startServer({ hold: true });
    const { agent, counts } = countedAgent({ maxSockets: 2 });
    const calls = repeat(3, (index) => call(agent, `http://h${index}.test:${server.port}/`));
    await expect.poll(() => server.waiting.length).toBe(2);
    expect(counts.open).toBe(2);
    server.answerAll();
    await expect.poll(() => server.waiting.length).toBe(1);
    server.answerAll();
    expect(await calls).toEqual([200, 200, 200]);
    expect(counts.peak).toBe(2);
  });

  it('is not used up by idle sockets of other hosts', async () => {
    const server = await startServer();
    const { agent, counts } = countedAgent({ maxSockets: 4 });
    await repeat(4, () => call(agent, `http://a.test:${server.port}/`));
    expect(counts.open).toBe(4);
    expect(await call(agent, `http://b.test:${server.port}/`)).toBe(200);
    expect(counts.peak).toBe(4);
  });

  it('gives back the room of a connection that fails', async () => {
    const server = await startServer();
    const { agent } = countedAgent({ maxSockets: 1 });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(call(agent, 'http://gone.test:1/')).rejects.toThrow();
    }
    expect(await call(agent, `http://a.test:${server.port}/`)).toBe(200);
  });
});

describe('kept sockets', () => {
  it('serve one call after another', async () => {
    const server = await startServer();
    const { agent, counts } = countedAgent();
    for (let turn = 0; turn < 20; turn += 1) {
      await call(agent, `http://a.test:${server.port}/`);
    }
    // A body ends a moment before its connection is free, so the second call may open one more.
    expect(counts.opened).toBeLessThanOrEqual(2);
  });

  it('are closed after the keep-alive time', async () => {
    const server = await startServer();
    const { agent, counts } = countedAgent({ keepAliveMs: 50 });
    await call(agent, `http://a.test:${server.port}/`);
    await expect.poll(() => counts.open).toBe(0);
  });
});

describe('addresses', () => {
  const counted = (answer: Resolve) => {
    const asked: string[] = [];
    const resolve: Resolve = (hostname) => {
      asked.push(hostname);
      return answer(hostname);
    };
    return { asked, resolve };
  };

  it('are remembered for the time given, and asked for once by calls at the same time', async () => {
    const server = await startServer({ keepAlive: false });
    const clock = createManualClock();
    const { asked, resolve } = counted(everywhere);
    const agent = agentWith({ resolve, clock, dnsTtlMs: 300_000 });
    const url = `http://a.test:${server.port}/`;
    await repeat(10, () => call(agent, url));
    expect(asked).toEqual(['a.test']);
    clock.advance(299_999);
    await call(agent, url);
    expect(asked).toEqual(['a.test']);
    clock.advance(1);
    await call(agent, url);
    expect(asked).toEqual(['a.test', 'a.test']);
  });

  it('are asked for again after a failure', async () => {
    const server = await startServer();
    let failing = true;
    const { asked, resolve } = counted(async (hostname) => {
      if (failing) {
        throw Object.assign(new Error('no answer'), { code: 'EAI_AGAIN' });
      }
      return everywhere(hostname);
    });
    const agent = agentWith({ resolve });
    await expect(call(agent, `http://a.test:${server.port}/`)).rejects.toThrow('no answer');
    failing = false;
    expect(await call(agent, `http://a.test:${server.port}/`)).toBe(200);
    expect(asked).toEqual(['a.test', 'a.test']);
  });
});

describe('fetch through an agent', () => {
  it('tells when a request really goes out: not before a socket is free', async () => {
    const server = await startServer({ hold: true });
    const fetch = fetchThrough(agentWith({ maxSocketsPerHost: 1 }));
    const events: string[] = [];
    const ask = async (name: string) => {
      const url = `http://upstream.test:${server.port}/`;
      const response = await fetch(url, { method: 'POST', body: name }, () => events.push(`${name} on the wire`));
      events.push(`${name}: ${response.status} ${await response.text()}`);
    };
    const both = Promise.all([ask('first'), ask('second')]);
    await expect.poll(() => server.waiting.length).toBe(1);
    expect(events).toEqual(['first on the wire']);
    server.answerAll();
    await expect.poll(() => server.waiting.length).toBe(1);
    server.answerAll();
    await both;
    expect(events).toEqual(['first on the wire', 'first: 200 ok', 'second on the wire', 'second: 200 ok']);
  });

  it('tells nothing of a host that does not accept', async () => {
    const fetch = fetchThrough(agentWith({ resolve: async () => [{ address: '127.0.0.1', family: 4 }] }));
    const closed = await startServer();
    await closers.pop()?.();
    let onWire = false;
    const asked = fetch(`http://upstream.test:${closed.port}/`, {}, () => {
      onWire = true;
    });
    await expect(asked).rejects.toThrow('fetch failed');
    expect(onWire).toBe(false);
  });
});
