import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { API_ROUTES } from '@sets/contract/routes';
import { documentedPorts, LOCAL_OPS_TOKEN, LOCAL_REGION, until } from '@sets/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './support/world.ts';

const MAIN = join(import.meta.dirname, '../apps/cli/src/main.ts');

let world: World;
beforeAll(async () => {
  // As `make dev` starts it.
  world = await startWorld({ name: 'cli', env: { OPS_TOKEN: LOCAL_OPS_TOKEN } });
});
afterAll(() => world?.close());

const environment = (env: Readonly<Record<string, string>> = {}) => ({
  ...{ PATH: process.env.PATH, USER: 'ada', SETS_URL: world.api.url },
  ...env,
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the real binary to its end. */
function setsWith(env: Readonly<Record<string, string>>, ...args: string[]): Promise<Said> {
  const { promise, resolve } = Promise.withResolvers<Said>();
  execFile(process.execPath, [MAIN, ...args], { env: environment(env) }, (error, out, err) =>
    resolve({ code: error === null ? 0 : Number(error.code), out, err }),
  );
  return promise;
}
const sets = (...args: string[]): Promise<Said> => setsWith({}, ...args);

async function setsJson<T>(...args: string[]): Promise<T> {
  const { code, out, err } = await sets(...args, '--json');
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as T;
}

it('talks to the address of `make dev` unless told otherwise', async () => {
  const [local] = documentedPorts({}).regions;
  expect((await sets('help')).out).toContain(`where the API is; http://127.0.0.1:${local?.apis[0]} unless given`);
});

describe('jobs', () => {
  it('submits the text of a share sheet, shows where the job is, and prints the workout', async () => {
    const { link } = await world.post();
    const { code, out, err } = await sets('submit', 'Look at this!', `${link} #legday`, '--wait', '--language', 'en');
    expect([code, out]).toEqual([0, expect.stringContaining('• Goblet squats: 3 × 12 reps')]);
    expect(err).toMatch(/^queued/);
  });

  it('submits and leaves; the job is looked at, watched and read as JSON by its id', async () => {
    const { link, letGo } = await world.heldPost();
    const { id, done } = await setsJson<{ id: string; done: boolean }>('submit', link);
    expect(done).toBe(false);
    expect(await sets('status', id)).toMatchObject({ code: 0, out: expect.stringContaining(`job ${id}`) });
    const watched = sets('watch', id);
    await letGo();
    expect(await watched).toMatchObject({ code: 0, out: expect.stringContaining('• Hip thrusts: 3 × 15 reps') });
    expect(await setsJson('status', id)).toMatchObject({
      id,
      status: 'succeeded',
      result: { exercises: [{}, {}, {}] },
    });
  });

  it('cancels, and says of a job without a result that it has none', async () => {
    const { link, letGo } = await world.heldPost();
    const { id } = await setsJson<{ id: string }>('submit', link);
    // Without a name every further submit of the link is a member, whom no cancel ends.
    expect(await sets('cancel', id)).toMatchObject({ code: 0, out: expect.stringContaining('canceled') });
    expect(await sets('watch', id)).toMatchObject({ code: 1, out: expect.stringContaining('canceled: job_canceled') });
    await letGo();
  });

  it('ends its waiting at Ctrl-C and leaves the job alone', async () => {
    const { link, met, letGo } = await world.heldPost();
    const child: ChildProcess = spawn(process.execPath, [MAIN, 'submit', link, '--wait'], { env: environment() });
    let err = '';
    child.stderr?.on('data', (piece: Buffer) => {
      err += piece.toString();
    });
    const ended = once(child, 'exit');
    await met();
    await until('the job to be shown', () => err.includes('running'));
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    await letGo();
    const { job } = await world.api.submit({ url: link });
    expect((await world.ended(job.id)).status).toBe('succeeded');
  });
});

describe('what goes wrong', () => {
  it.each<[string, string[], Readonly<Record<string, string>>, number, string]>([
    ['a link that is refused', ['submit', 'https://www.tiktok.com/@nobody'], {}, 3, 'url_not_a_post'],
    ['a job that there is not', ['status', 'no-such-job-at-all'], {}, 3, 'job_not_found'],
    ['a key that opens nothing', ['ops', 'queues'], { SETS_KEY: 'sets_wrong' }, 3, 'unauthenticated'],
    ['an API that is not there', ['status', 'x'], { SETS_URL: 'http://127.0.0.1:9' }, 4, 'network_failed'],
    ['an address that is none', ['status', 'x'], { SETS_URL: 'api.example' }, 2, 'SETS_URL'],
    ['an unknown command', ['ops', 'explode'], {}, 2, 'There is no command "ops explode"'],
    ['an unknown option', ['submit', 'x', '--fast'], {}, 2, '--fast'],
    ['a missing argument', ['submit'], {}, 2, 'Usage: sets submit <url or text …>'],
    ['an argument too many', ['status', 'a', 'b'], {}, 2, 'Usage: sets status <job>'],
    ['a number that is none', ['ops', 'scale', LOCAL_REGION, '--floor', 'many'], {}, 2, '--floor'],
  ])('%s', async (_what, args, env, code, word) => {
    expect(await setsWith(env, ...args)).toEqual({ code, out: '', err: expect.stringContaining(word) });
  });

  it('is told as JSON where that was asked for', async () => {
    const { code, out } = await sets('submit', 'https://www.tiktok.com/@nobody', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ problem: { code: 'url_not_a_post', status: 422, retryable: false } });
  });
});

it('shows nothing foreign that could move the cursor', async () => {
  const { example } = API_ROUTES.submitJob.responses[200];
  const title = 'Leg\u001b[2J day\u0007\u202e';
  const job = { ...example, source: { ...example.source, author: title }, result: { ...example.result, title } };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(job));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, out } = await setsWith({ SETS_URL: url, FORCE_COLOR: '1' }, 'status', job.id);
    expect([code, out]).toEqual([0, expect.stringContaining('Leg day')]);
    expect(out).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}/u);
  } finally {
    server.close();
  }
});

describe('webhooks', () => {
  it('are listened to at the port that the stack lets its workers send to', async () => {
    const port = documentedPorts({}).webhooks;
    expect((await sets('webhooks', 'listen', '--help')).out).toContain(`on this machine; ${port} unless given`);
  });

  it('tell a listener without a setting how its jobs end, signed, and leave nothing behind', async () => {
    const port = String(world.ports.webhooks);
    const listening = spawn(process.execPath, [MAIN, 'webhooks', 'listen', '--port', port, '--count', '2', '--json'], {
      env: environment(),
    });
    const said = { out: '', err: '' };
    listening.stdout?.on('data', (piece: Buffer) => {
      said.out += piece.toString();
    });
    listening.stderr?.on('data', (piece: Buffer) => {
      said.err += piece.toString();
    });
    const ended = once(listening, 'exit');
    const [, key = '', endpoint = ''] = await until('the line to submit with', () =>
      /SETS_KEY=(\S+) sets submit <link> --webhook (\S+)/.exec(said.err),
    );
    const forged = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{"type":"job.succeeded"}' });
    expect(forged.status).toBe(401);
    const { link } = await world.post();
    const mine = (...args: string[]) => setsWith({ SETS_KEY: key }, ...args, '--json');
    const { id } = JSON.parse((await mine('submit', link, '--webhook', endpoint, '--wait')).out) as { id: string };
    // Known by now: told at once.
    await mine('submit', link, '--webhook', endpoint);
    expect(await ended).toEqual([0, null]);
    expect(said.err).toContain('refused');
    expect(said.out).toContain('"type": "job.succeeded"');
    expect(said.out).toContain(`"id": "${id}"`);
    expect(said.out).toContain('"title"');
    await until('the key to be revoked', async () => (await mine('status', id)).code === 3);
    const endpoints = await world.firestore.writes('webhook_endpoints/');
    expect(endpoints.at(-1)).toMatchObject({ fields: null });
  });

  it('are made, changed and deleted, and show what was sent to them, each try of it, and send it again', async () => {
    const answers = [500, 204, 204];
    const receiver = createServer((_request, response) => response.writeHead(answers.shift() ?? 204).end());
    await once(receiver.listen(world.ports.webhooks, '127.0.0.1'), 'listening');
    const key = (await sets('ops', 'keys', 'create', 'cli-webhooks')).out.trim();
    const mine = (...args: string[]) => setsWith({ SETS_KEY: key }, 'webhooks', ...args);
    try {
      const url = `http://127.0.0.1:${world.ports.webhooks}/`;
      const made = await mine('create', url, '--events', 'job.succeeded,job.failed');
      expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^whsec_\S+\n$/) });
      const [id = ''] = /we_\S{22}/.exec(made.err) ?? [];
      expect((await mine('endpoints')).out).toMatch(
        new RegExp(`${id} +enabled +thin +${url} +job.succeeded job.failed`),
      );
      expect((await mine('test', id)).out).toMatch(/^msg_\S+ webhook\.test pending/);
      const log = () => mine('deliveries', id);
      const [, delivery = ''] = await until('the try after the one that failed', async () =>
        /(msg_\S+) +webhook\.test +delivered +2 /.exec((await log()).out),
      );
      expect((await mine('delivery', id, delivery)).out).toMatch(/ {2}500 {5}\d+ ms\n.* {2}204 {5}\d+ ms\n$/);
      expect(await mine('redeliver', id, delivery)).toMatchObject({ code: 0, out: expect.stringContaining('pending') });
      await until('the third try', async () => / delivered +3 /.test((await log()).out));
      const page = JSON.parse((await mine('deliveries', id, '--limit', '1', '--json')).out);
      expect(page.deliveries).toMatchObject([{ id: delivery, status: 'delivered', tries: 3 }]);
      const unknown = await mine('delivery', id, 'msg_AAAAAAAAAAAAAAAAAAAAAA');
      expect([unknown.code, unknown.err]).toEqual([3, expect.stringContaining('delivery_not_found')]);
      expect((await mine('change', id, '--disable', '--payload', 'full')).out).toMatch(/disabled: owner +full/);
      expect(await mine('test', id)).toMatchObject({ code: 3, err: expect.stringContaining('webhook_disabled') });
      expect((await mine('change', id, '--enable')).out).toMatch(/ enabled +full/);
      expect(await mine('change', id)).toMatchObject({ code: 2 });
      expect(await mine('rotate', id)).toMatchObject({ code: 0, out: expect.stringMatching(/^whsec_\S+\n$/) });
      expect(await mine('create', url, '--events', 'job.exploded')).toMatchObject({ code: 3 });
      expect(await mine('delete', id)).toMatchObject({ code: 2, err: expect.stringContaining('--yes') });
      expect(await mine('delete', id, '--yes')).toMatchObject({ code: 0 });
      expect((await mine('endpoints')).out).not.toContain(id);
      // The token of operators is nobody in particular.
      expect(await sets('webhooks', 'endpoints')).toMatchObject({ code: 3, err: expect.stringContaining('forbidden') });
    } finally {
      receiver.close();
    }
  });

  it('say that a port is taken', async () => {
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const { port } = taken.address() as AddressInfo;
    const { code, err } = await sets('webhooks', 'listen', '--port', String(port));
    expect([code, err]).toEqual([2, expect.stringContaining(`Port ${port} cannot be listened at`)]);
    taken.close();
  });
});

describe('operators', () => {
  it('see the queues, pause, resume, drain and scale', async () => {
    const line = async (): Promise<string> => {
      const { code, out } = await sets('ops', 'queues');
      expect(code).toBe(0);
      return out.split('\n').find((row) => row.startsWith(LOCAL_REGION)) ?? '';
    };
    const decided = (word: string) => until(word, async () => (await line()).includes(word));
    expect(await line()).toMatch(/ok|degraded/);
    expect(await sets('ops', 'pause', LOCAL_REGION)).toMatchObject({ code: 0, out: `${LOCAL_REGION} paused: true\n` });
    await decided('paused');
    expect(await sets('ops', 'resume', LOCAL_REGION)).toMatchObject({ code: 0 });
    expect(await sets('ops', 'drain', LOCAL_REGION)).toMatchObject({ code: 0 });
    await decided('drained');
    expect(await setsJson('ops', 'drain', LOCAL_REGION, '--undo')).toEqual({ region: LOCAL_REGION, drained: false });
    const scaled = { region: LOCAL_REGION, scale_floor: 2, scale_ceiling: null };
    expect(await setsJson('ops', 'scale', LOCAL_REGION, '--floor', '2')).toEqual(scaled);
    expect(await setsJson('ops', 'scale', LOCAL_REGION, '--floor', 'auto')).toMatchObject({ scale_floor: null });
    await until('the region to be open', async () => !(await line()).includes('drained'));
  });

  it('find dead jobs, count those that a filter means, and replay them', async () => {
    const { link, post } = await world.post();
    const effect = { kind: 'status', status: 402 } as const;
    await world.simulators.fault({ upstream: 'scrapecreators', content: post.contentId, count: 1, effect });
    const failed = await world.finish({ url: link });
    expect(failed.error?.code).toBe('scraper_out_of_credits');
    const filter = ['--code', 'scraper_out_of_credits', '--url', link];
    expect((await sets('ops', 'dead', ...filter)).out).toContain(failed.id);
    expect((await sets('ops', 'jobs', failed.id)).out).toContain('scraper_out_of_credits');
    expect(await sets('ops', 'replay', ...filter)).toMatchObject({
      code: 0,
      out: 'Dead jobs: 1. Add --yes to replay them.\n',
    });
    interface Replayed {
      readonly outcomes: readonly { readonly id: string; readonly outcome: string; readonly job_id: string }[];
      readonly replay: { readonly id: string; readonly done: number };
    }
    const replayed = await setsJson<Replayed>('ops', 'replay', '--yes', ...filter);
    expect(replayed.outcomes).toMatchObject([{ id: failed.id, outcome: 'new' }]);
    expect((await world.ended(replayed.outcomes[0]?.job_id ?? '')).status).toBe('succeeded');
    expect((await sets('ops', 'dead', ...filter)).out).not.toContain(failed.id);
    const again = await setsJson<Replayed>('ops', 'replay', replayed.replay.id);
    expect(again).toMatchObject({ outcomes: [], replay: { id: replayed.replay.id, done: 1 } });
    expect(await sets('ops', 'replay')).toMatchObject({ code: 2 });
  });

  it('invalidate a result, and take a post down and back, by link or by name', async () => {
    const { link, post } = await world.post();
    await world.finish({ url: link });
    expect(await sets('ops', 'invalidate', link)).toMatchObject({ code: 0, out: expect.stringMatching(/^forgotten/) });
    expect(await sets('ops', 'invalidate', link)).toMatchObject({ out: expect.stringMatching(/^nothing was known/) });
    expect(await sets('ops', 'take-down', link)).toMatchObject({ code: 2, err: expect.stringContaining('--yes') });
    expect(await sets('ops', 'take-down', link, '--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('taken down'),
    });
    expect(await sets('submit', link)).toMatchObject({ code: 3, err: expect.stringContaining('content_removed') });
    expect(await sets('ops', 'take-down', link, '--undo')).toMatchObject({ code: 0 });
    const named = ['ops', 'take-down', 'tiktok', post.contentId];
    expect(await sets(...named, '--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining(`tiktok ${post.contentId} is taken down`),
    });
    expect(await sets('submit', link)).toMatchObject({ code: 3, err: expect.stringContaining('content_removed') });
    expect(await sets(...named, '--undo')).toMatchObject({ code: 0 });
    expect(await sets('ops', 'take-down', 'myspace', '1', '--yes')).toMatchObject({ code: 3 });
  });

  it('make, list, rotate and revoke keys; the key alone is on standard output', async () => {
    const made = await sets('ops', 'keys', 'create', 'cli-test', '--scopes', 'submit,operate', '--label', 'For a test');
    expect(made).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^sets_\w+\n$/),
      err: expect.stringContaining('cli-test'),
    });
    const [, id = ''] = made.out.split('_');
    expect((await sets('ops', 'keys', '--caller', 'cli-test')).out).toMatch(new RegExp(`${id}\\s+cli-test\\s+live`));
    const next = await setsJson<{ key: { id: string } }>('ops', 'keys', 'rotate', id, '--hours', '0');
    expect((await sets('ops', 'keys', 'revoke', next.key.id)).out).toContain('ended');
    expect(await sets('ops', 'forget', 'cli-test')).toMatchObject({ code: 2, err: expect.stringContaining('--yes') });
    const gone = await sets('ops', 'forget', 'cli-test', '--yes');
    expect(gone).toMatchObject({ code: 0, out: expect.stringMatching(/^cli-test: .*\nNothing is left\.\n$/) });
    const { entries } = await world.api
      .send('GET', '/v1/ops/audit', { headers: { authorization: `Bearer ${LOCAL_OPS_TOKEN}` } })
      .then(({ body }) => body as { entries: { actor: string; action: string }[] });
    expect(entries.map(({ actor }) => actor)).toContain('operator:ada');
  });

  it('ask the doctor', async () => {
    const { code, out } = await sets('ops', 'doctor');
    expect(out).toMatch(/✓ +firestore/);
    expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([0, 'The service can work.']);
  });
});
