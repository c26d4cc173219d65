import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createManualClock } from '@sets/clock/testing';
import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';
import type { Screen } from './terminal/terminal.ts';

const JOB = {
  ...{
    id: 'u3Vq0fXJm5cBzK9wT1yR2A',
    status: 'running',
    done: false,
    stage: 'extracting',
    progress: 0.5,
    profile: 'workout',
  },
  ...{ queue: null, preview: { title: 'Leg day' }, poll_after_ms: 0, served_from: 'new', warnings: [], error: null },
  ...{ result: null, usage: null, timings_ms: { total: 1_500 } },
  source: { platform: 'tiktok', kind: 'video', author: 'mara.moves' },
};
const REST = { reps: 12, weight_lbs: null, duration_seconds: null, distance_miles: null, rest_seconds: 60 };
const ENDED = {
  ...{ ...JOB, status: 'succeeded', done: true, stage: null },
  result: { title: 'Leg day', exercises: [{ name: 'Squat', sets: [REST, REST] }] },
};

/** The stream of one job, which goes on when it is told to. */
async function startStream() {
  const going = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const streamed = request.url?.endsWith('/events');
    response.setHeader('content-type', streamed ? 'text/event-stream' : 'application/json');
    if (!streamed) {
      response.end(JSON.stringify(JOB));
      return;
    }
    response.write(`id: 1.1\nevent: job\ndata: ${JSON.stringify(JOB)}\n\n`);
    await going.promise;
    response.end(`id: 1.2\nevent: job\ndata: ${JSON.stringify(ENDED)}\n\n`);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, goOn: going.resolve, server };
}

async function* nothing(): AsyncGenerator<string> {}

function terminal(isTTY = true) {
  const written: string[] = [];
  const screen: Screen = { isTTY, columns: 80, write: (text) => written.push(text) };
  return { screen, text: () => written.join('') };
}

it.each(['', '1'])(
  'counts the time in one live line at a terminal, and ends with the workout (NO_COLOR=%s)',
  async (noColor) => {
    const stream = await startStream();
    const [out, err, clock] = [terminal(), terminal(), createManualClock()];
    const { signal } = new AbortController();
    const env = { SETS_URL: stream.url, NO_COLOR: noColor };
    const code = runCli(['watch', JOB.id], { env, in: nothing(), out: out.screen, err: err.screen, clock, signal });
    await expect.poll(err.text).toContain('running ▸ extracting 50 %, preview: Leg day (0.0 s)');
    clock.advance(1_000);
    expect(err.text().endsWith('\r\u001b[2Krunning ▸ extracting 50 %, preview: Leg day (1.0 s)')).toBe(true);
    stream.goOn();
    expect(await code).toBe(0);
    expect(err.text().endsWith('\r\u001b[2K')).toBe(true);
    expect(out.text()).toContain('• Squat: 2 × 12 reps, rest 60 s\n');
    expect(out.text().includes('\u001b[1mLeg day')).toBe(noColor === '');
    expect(clock.pendingTimers).toBe(0);
    stream.server.close();
  },
);

type Answer = (path: string, body: string) => { readonly status?: number; readonly body: unknown };

interface Typing {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: readonly string[];
  readonly answer?: Answer;
  readonly signal?: AbortSignal;
  readonly isTTY?: { readonly out?: boolean; readonly err?: boolean };
}

/** What `sets` says to an API that answers as told, and what it asked of it. */
async function typed(args: readonly string[], { env = {}, input = [], answer, signal, isTTY = {} }: Typing = {}) {
  const asked: { readonly path: string; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    const [path, body] = [request.url ?? '', await text(request)];
    asked.push({ path, body });
    const { status = 200, body: answered } = answer?.(path, body) ?? { status: 500, body: {} };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answered));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const [out, err] = [terminal(isTTY.out ?? false), terminal(isTTY.err ?? false)];
  try {
    const code = await runCli(args, {
      env: { SETS_URL: `http://127.0.0.1:${port}`, USER: 'ada', ...env },
      in: (async function* () {
        yield* input;
      })(),
      ...{ out: out.screen, err: err.screen, clock: createManualClock() },
      signal: signal ?? new AbortController().signal,
    });
    return { code, out: out.text(), err: err.text(), asked };
  } finally {
    server.close();
  }
}

describe('settings with which nothing could be sent', () => {
  it.each([
    ['SETS_URL', 'api.example'],
    ['SETS_URL', 'ftp://api.example'],
    ['SETS_URL', 'https://ada:secret@api.example'],
    ['SETS_URL', 'https://api.example/?key=secret'],
    ['SETS_KEY', 'schlüssel'],
    ['SETS_KEY', 'one two'],
  ])('%s=%s', async (name, value) => {
    const { code, err } = await typed(['ops', 'queues'], { env: { [name]: value } });
    expect([code, err]).toEqual([2, expect.stringContaining(name)]);
    expect(err).not.toContain('secret@');
  });

  it('but a line break behind a key is none', async () => {
    const { code } = await typed(['ops', 'keys'], {
      ...{ env: { SETS_KEY: 'sets_a_b\n' }, answer: () => ({ body: { keys: [] } }) },
    });
    expect(code).toBe(0);
  });
});

it.each([[['status', '']], [['ops', 'pause', ' ']], [['submit', '']], [['webhooks', 'delivery', 'we_a', '']]])(
  'takes no empty argument, as of a variable that is not set: %j',
  async (args) => {
    const { code, err, asked } = await typed(args);
    expect([code, err, asked]).toEqual([2, expect.stringContaining('An argument is empty'), []]);
  },
);

it.each([[['ops', 'queues']], [['ops', 'keys']], [['webhooks', 'endpoints']], [['ops', 'doctor']]])(
  'says of an answer that is none of this release that it is not understood: %j',
  async (args) => {
    const { code, err } = await typed(args, { answer: () => ({ body: { regions: [{ region: 'x' }] } }) });
    expect([code, err]).toEqual([70, expect.stringContaining('The answer could not be understood')]);
    expect(err).not.toContain('at ');
  },
);

it('colours what goes to a terminal, and nothing that goes to a file or a dumb one', async () => {
  const answer: Answer = (path) =>
    path.startsWith('/v1/jobs')
      ? { status: 404, body: { code: 'job_not_found', title: 'No.', retryable: false } }
      : { body: { keys: [] } };
  const colored = { out: expect.stringContaining('\u001b['), err: expect.stringContaining('\u001b[') };
  expect((await typed(['status', 'x'], { answer, isTTY: { err: true } })).err).toEqual(colored.err);
  expect((await typed(['status', 'x'], { answer, isTTY: { out: true } })).err).not.toContain('\u001b');
  expect((await typed(['ops', 'keys'], { answer, isTTY: { out: true } })).out).toEqual(colored.out);
  for (const env of [{ TERM: 'dumb' }, { NO_COLOR: '1' }]) {
    const plain = await typed(['ops', 'keys'], { answer, isTTY: { out: true, err: true }, env });
    expect(plain.out + plain.err).not.toContain('\u001b');
  }
});

describe('help', () => {
  it.each([
    [['ops', '--help'], 0, 'ops keys create <caller>'],
    [['help', 'ops'], 0, 'ops queues'],
    [['ops'], 2, 'ops drain <region>'],
    [['help', 'ops', 'drain'], 0, '--undo'],
    [['ops', 'drain', '--help'], 0, '--undo'],
    [['ops', 'keys', '--help'], 0, '--caller'],
  ])('%j', async (args, code, word) => {
    const said = await typed(args);
    expect(said).toMatchObject({ code, out: expect.stringContaining(word), err: '', asked: [] });
    expect(said.out).not.toContain('submit <url');
  });

  it('of what there is not', async () => {
    expect(await typed(['help', 'nonsense'])).toMatchObject({ code: 2, err: expect.stringContaining('nonsense') });
  });
});

describe('standard input', () => {
  const accepting: Answer = (path, body) => {
    const { jobs = [] } = JSON.parse(body || '{}') as { readonly jobs?: readonly { readonly url: string }[] };
    const refused = { code: 'url_not_a_post', message: 'No post.', retryable: false };
    const toItem = ({ url }: { readonly url: string }) =>
      url.includes('bad') ? { job: null, problem: refused } : { job: { ...JOB, id: `id-${url}` }, problem: null };
    return path.endsWith('/batch') ? { body: { items: jobs.map(toItem) } } : { body: JOB };
  };

  it('is the text of a share sheet where `-` stands for it', async () => {
    const input = ['Look at this!\n', 'https://a.example/1\n'];
    const { code, asked } = await typed(['submit', '-'], { input, answer: accepting });
    expect([code, JSON.parse(asked[0]?.body ?? '')]).toEqual([0, { url: 'Look at this!\nhttps://a.example/1' }]);
  });

  it('is as many links as it has lines, 50 in a request, each with what became of it', async () => {
    const input = Array.from({ length: 120 }, (_, index) => `l${index}\r\n\n`);
    const { code, out, asked } = await typed(['submit-all', '--language', 'de', '--json'], {
      input,
      answer: accepting,
    });
    const items = JSON.parse(out) as { readonly url: string; readonly job: { readonly id: string } }[];
    expect([code, items.length, items[119]]).toMatchObject([0, 120, { url: 'l119', job: { id: 'id-l119' } }]);
    const sent = asked.map(({ body }) => (JSON.parse(body) as { readonly jobs: readonly unknown[] }).jobs);
    expect(sent.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(sent[0]?.[0]).toEqual({ url: 'l0', language: 'de' });
  });

  it('tells each line that is refused, and those that an API which went away did not get', async () => {
    const some = await typed(['submit-all'], { input: ['good\nbad\n'], answer: accepting });
    expect([some.code, some.out]).toEqual([3, expect.stringMatching(/id-good.*running(?:.|\n)*url_not_a_post +bad/)]);
    const input = [Array.from({ length: 60 }, (_, index) => `l${index}`).join('\n')];
    let batches = 0;
    const away: Answer = (path, body) => {
      batches += 1;
      const problem = { code: 'forbidden', title: 'No more.', retryable: false };
      return batches === 1 ? accepting(path, body) : { status: 403, body: problem };
    };
    const cut = await typed(['submit-all'], { input, answer: away });
    expect(cut.code).toBe(3);
    expect(cut.out.match(/id-l/g)).toHaveLength(50);
    expect(cut.out.match(/forbidden/g)).toHaveLength(10);
  });

  it('is waited for, each line to its end, where that is asked for', async () => {
    const failed = { ...JOB, status: 'failed', done: true, error: { code: 'not_a_workout', message: 'No workout.' } };
    const answer: Answer = (path, body) => {
      if (path.endsWith('/batch')) {
        return accepting(path, body);
      }
      const isStream = path.endsWith('/events');
      const noPlace = { code: 'too_many_streams', title: 'No place.', retryable: true };
      return isStream ? { status: 429, body: noPlace } : { body: path.endsWith('id-dull') ? failed : ENDED };
    };
    const all = await typed(['submit-all', '--wait'], { input: ['one\ntwo'], answer });
    expect([all.code, all.out.match(/succeeded +(?:one|two) +Leg day/g)?.length]).toEqual([0, 2]);
    const some = await typed(['submit-all', '--wait'], { input: ['one\ndull'], answer });
    expect([some.code, some.out]).toEqual([1, expect.stringMatching(/failed +dull +No workout\./)]);
  });

  it('is told of as far as it went when somebody leaves', async () => {
    const leaving = new AbortController();
    const answer: Answer = (path, body) => {
      if (!path.endsWith('/batch')) {
        leaving.abort();
      }
      return accepting(path, body);
    };
    const left = await typed(['submit-all', '--wait'], { input: ['one\ntwo'], answer, signal: leaving.signal });
    expect([left.code, left.out]).toEqual([130, expect.stringMatching(/id-one.*\n.*id-two/)]);
  });

  it('that is empty, or a file that there is not, submits nothing', async () => {
    for (const args of [['submit-all'], ['submit-all', '/nowhere/at-all'], ['submit', '-']]) {
      expect(await typed(args, { input: ['\n \n'] })).toMatchObject({ code: 2, asked: [] });
    }
  });
});
