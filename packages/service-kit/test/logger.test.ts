import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTraceContext, withLogContext } from '../src/index.ts';
import { captureLog } from './support/capture.ts';

describe('the structured format', () => {
  it('is what Cloud Logging reads', () => {
    const { logger, lines } = captureLog({ projectId: 'sets', now: () => new Date(0) });
    const trace = createTraceContext();
    withLogContext({ request_id: 'r-1', trace }, () =>
      withLogContext({ job_id: 'j-1' }, () => logger.warn('Slow', { ms: 12, httpRequest: { status: 200 } })),
    );
    expect(lines()).toEqual([
      {
        severity: 'WARNING',
        time: '1970-01-01T00:00:00.000Z',
        message: 'Slow',
        ms: 12,
        httpRequest: { status: 200 },
        request_id: 'r-1',
        job_id: 'j-1',
        service: 'api',
        region: 'us-central1',
        version: '1.2.3',
        'logging.googleapis.com/trace': `projects/sets/traces/${trace.traceId}`,
        'logging.googleapis.com/spanId': trace.spanId,
        'logging.googleapis.com/trace_sampled': true,
        'logging.googleapis.com/labels': { request_id: 'r-1', job_id: 'j-1' },
      },
    ]);
  });

  it('gives errors a stack trace with their causes', () => {
    const { logger, lines } = captureLog();
    logger.error('Failed', {
      error: new TypeError('outer', { cause: Object.assign(new Error('inner'), { code: 'E1' }) }),
    });
    const [line] = lines();
    expect(line).toMatchObject({ severity: 'ERROR', error: { name: 'TypeError', message: 'outer' } });
    expect(line?.stack_trace).toMatch(/^TypeError: outer\n\s+at .*[\s\S]*\nCaused by: Error: inner/);
  });

  it('takes an error under its own name only, which the compiler holds', () => {
    const { logger, lines } = captureLog();
    const error = new Error('no');
    // @ts-expect-error under another name the stack would be lost
    logger.warn('Failed', { err: error });
    logger.warn('Failed', { error });
    expect(lines().map((line) => typeof line.stack_trace)).toEqual(['undefined', 'string']);
  });

  it('cannot be forged through fields', () => {
    const { logger, lines } = captureLog();
    logger.info('Real', { severity: 'ERROR', message: 'fake', service: 'other', level: 'error', entry: {} });
    expect(lines()).toMatchObject([{ severity: 'INFO', message: 'Real', service: 'api' }]);
  });

  it('leaves out what is below the level', () => {
    const { logger, lines } = captureLog({ level: 'info' });
    logger.debug('Unseen');
    logger.info('Seen', { n: 1 });
    expect(lines()).toMatchObject([{ message: 'Seen', n: 1 }]);
    expect(lines()).toHaveLength(1);
  });
});

describe('secrets', () => {
  const SECRET_KEYS = ['authorization', 'Cookie', 'set-cookie', 'x-api-key', 'apiKey', 'GEMINI_API_KEY', 'password'];
  const MORE = [
    'client_secret',
    'access_token',
    'idToken',
    'X-Firebase-AppCheck',
    'privateKey',
    'credentials',
    'tokens',
  ];

  it.each([...SECRET_KEYS, ...MORE])('under %s are redacted at any depth', (key) => {
    const { logger, text } = captureLog();
    logger.info('Call', { [key]: 'hunter2', a: { b: [{ [key]: 'hunter2' }, { [key]: { nested: 'hunter2' } }] } });
    expect(text()).not.toContain('hunter2');
    expect(text()).toContain('[redacted]');
  });

  it('are not token counts', () => {
    const { logger, lines } = captureLog();
    logger.info('Usage', { usage: { input_tokens: 12, output_tokens: 3 } });
    expect(lines()).toMatchObject([{ usage: { input_tokens: 12, output_tokens: 3 } }]);
  });
});

describe('links', () => {
  it.each([
    ['https://cdn.example/v.mp4?sig=hunter2&expires=1', 'https://cdn.example/v.mp4?sig&expires'],
    ['Not found: https://cdn.example/v?a=hunter2#hunter2, again', 'Not found: https://cdn.example/v?a again'],
    ['https://me:hunter2@host.example/x', 'https://host.example/x'],
    ['rediss://:hunter2@10.0.0.1:6379', 'rediss://10.0.0.1:6379'],
    ['https://host.example/x?hunter2', 'https://host.example/x?…'],
    ['HTTPS://HOST.example/?u=https%3A%2F%2Fx%3Ft%3Dhunter2', 'HTTPS://HOST.example/?u'],
    ['https://host.example/x#hunter2', 'https://host.example/x'],
    ['"https://host.example/x?t=hunter2"', '"https://host.example/x?t"'],
    ['what? a=b://c', 'what? a=b://c'],
  ])('lose what stands in their queries: %s', (text, expected) => {
    const { logger, lines, text: written } = captureLog();
    logger.info(text, { link: text, deep: [{ link: text }], error: new Error(text, { cause: new Error(text) }) });
    expect(lines()).toMatchObject([
      { message: expected, link: expected, deep: [{ link: expected }], error: { message: expected } },
    ]);
    expect(written()).not.toContain('hunter2');
  });

  it('are hidden in a URL object, in a key and in what a signal was aborted with', () => {
    const { logger, text } = captureLog();
    const url = new URL('https://host.example/x?token=hunter2');
    logger.warn('Away', { url, [String(url)]: 1, error: AbortSignal.abort(new Error(String(url))).reason });
    expect(text()).not.toContain('hunter2');
    expect(text()).toContain('https://host.example/x?token');
  });
});

describe('hostile values', () => {
  it.each(['json', 'pretty'] as const)('cannot move a terminal or forge a line (%s)', (format) => {
    const { logger, text } = captureLog({ format });
    const attack = 'a\u001b[2J\u009b31m\r\nERROR forged\u202eevil\u0000';
    withLogContext({ request_id: attack }, () => logger.info(attack, { [attack]: attack, error: new Error(attack) }));
    const ownColours = ['39', '32', '34', '35', '36', '94', '95', '96'].map((code) => `\u001b[${code}m`);
    const stackless = ownColours.reduce((left, own) => left.replaceAll(own, ''), text().replace(/\n {4}.*/g, ''));
    expect(stackless.trimEnd().split('\n')).toHaveLength(1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stackless).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|\\u00(00|1b|9b)/);
  });

  it('are capped, and cycles and odd types do not throw', () => {
    const { logger, lines, text } = captureLog();
    const loop: Record<string, unknown> = {
      long: 'x'.repeat(1_000_000),
      big: 2n,
      date: new Date(0),
      bytes: Buffer.alloc(9),
    };
    loop.self = loop;
    logger.info('Odd', { loop, fn: () => 1, map: new Map([['token', 'hunter2']]), many: new Array(10_000).fill(1) });
    expect(text().length).toBeLessThan(20_000);
    expect(text()).not.toContain('hunter2');
    expect(lines()).toMatchObject([
      { loop: { self: '[circular]', big: '2', date: '1970-01-01T00:00:00.000Z', bytes: '[9 bytes]' } },
    ]);
  });

  it('of any kind become exactly one JSON line', () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.anything()), (message, fields) => {
        const { logger, lines } = captureLog();
        logger.info(message, fields);
        expect(lines()).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });
});

it('writes a readable line for people', () => {
  const { logger, text } = captureLog({ format: 'pretty', now: () => new Date(3_723_004) });
  logger.info('Job done', { job_id: 'j-1', ms: 12 });
  expect(text()).toContain('01:02:03.004');
  expect(text()).toMatch(/INFO.*api@us-central1 +.*Job done .*job_id=j-1 ms=12/);
});
