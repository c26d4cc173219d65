import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_WEBHOOK_POLICY } from '../packages/webhooks/src/policy.ts';
import { newSecret } from '../packages/webhooks/src/signing/secret.ts';
import { signedHeaders } from '../packages/webhooks/src/signing/sign.ts';

/** docs/webhooks.md is what an integrator reads first: its snippets run as they stand there, on what we really send. */
const PAGE = readFileSync(join(import.meta.dirname, '../docs/webhooks.md'), 'utf8');
const snippet = (language: string): string => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(PAGE)?.[1] ?? '';

interface Sent {
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ID = 'msg_mB1n6cQyT4sKx8Lw0pZrVg';
const BODY = '{"type":"job.succeeded","data":{"title":"Beine 🦵 “heavy” \\u0000"}}';
const [MINE, NEXT, FOREIGN] = [newSecret(), newSecret(), newSecret()];
const signed = (secrets: readonly string[], agoS = 0) =>
  signedHeaders({ id: ID, atMs: Date.now() - agoS * 1_000, body: BODY }, secrets);

const CASES: readonly (readonly [string, boolean, () => Sent])[] = [
  ['what we sent', true, () => ({ secret: MINE, headers: signed([MINE]), body: BODY })],
  ['the old secret, while both sign', true, () => ({ secret: MINE, headers: signed([NEXT, MINE]), body: BODY })],
  ['the new secret, while both sign', true, () => ({ secret: NEXT, headers: signed([NEXT, MINE]), body: BODY })],
  ['the secret of somebody else', false, () => ({ secret: FOREIGN, headers: signed([NEXT, MINE]), body: BODY })],
  ['a body that was changed', false, () => ({ secret: MINE, headers: signed([MINE]), body: `${BODY} ` })],
  [
    'an id that was changed',
    false,
    () => ({ secret: MINE, headers: { ...signed([MINE]), 'webhook-id': 'msg_b' }, body: BODY }),
  ],
  ['what was kept for an hour', false, () => ({ secret: MINE, headers: signed([MINE], 3_600), body: BODY })],
  [
    'a time that is none',
    false,
    () => ({ secret: MINE, headers: { ...signed([MINE]), 'webhook-timestamp': 'now' }, body: BODY }),
  ],
  [
    'a signature that is none',
    false,
    () => ({ secret: MINE, headers: { ...signed([MINE]), 'webhook-signature': 'v1,é v2,x' }, body: BODY }),
  ],
];

/** Each reads a list of what was sent from standard input, and prints a list of what it thinks of each. */
const PROGRAMS = [
  {
    language: 'js',
    command: process.execPath,
    file: 'check.mjs',
    driver: `
const sent = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify(sent.map(({ secret, headers, body }) => isFromSets(secret, headers, body))));`,
  },
  {
    language: 'python',
    command: 'python3',
    file: 'check.py',
    driver: `
import json, sys
print(json.dumps([is_from_sets(s["secret"], s["headers"], s["body"].encode()) for s in json.load(sys.stdin)]))`,
  },
] as const;

const isInstalled = (command: string, flag = '--version'): boolean => spawnSync(command, [flag]).status === 0;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'webhook-receivers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(PROGRAMS)('the check in $language', ({ language, command, file, driver }) => {
  it.skipIf(!isInstalled(command))('takes what we send, by either secret, and nothing else', () => {
    writeFileSync(join(folder, file), snippet(language) + driver);
    const input = JSON.stringify(CASES.map(([, , sent]) => sent()));
    const { stdout, stderr } = spawnSync(command, [join(folder, file)], { input, encoding: 'utf8' });
    expect(stderr).toBe('');
    const verdicts = JSON.parse(stdout) as readonly boolean[];
    expect(CASES.map(([name], index) => [name, verdicts[index]])).toEqual(
      CASES.map(([name, isOurs]) => [name, isOurs]),
    );
  });
});

it.skipIf(!isInstalled('openssl', 'version'))('the check by hand prints what the header holds', () => {
  const headers = signed([MINE]);
  const env = { PATH: process.env.PATH, secret: MINE, id: ID, at: headers['webhook-timestamp'], body: BODY };
  const { stdout, stderr } = spawnSync('sh', ['-c', snippet('sh')], { env, encoding: 'utf8' });
  expect([stderr, `v1,${stdout.trim()}`]).toEqual(['', headers['webhook-signature']]);
});

it('says how often and for how long an event is tried', () => {
  const { pausesMs, lastTryAfterMs, jitter, tryMs, disableAfterMs } = DEFAULT_WEBHOOK_POLICY;
  const inWords = (ms: number): string =>
    ms < 60_000 ? `${ms / 1_000} s` : ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`;
  const days = (ms: number): string => `${ms / 86_400_000} days`;
  expect(PAGE).toContain(
    `tried again ${pausesMs.map(inWords).join(', ')} after the one before, then once more ${days(lastTryAfterMs)} after the first; each pause is shortened by up to ${jitter * 100} %`,
  );
  expect(PAGE).toContain(`any 2xx within ${inWords(tryMs)}`);
  expect(PAGE).toContain(`after ${days(disableAfterMs)} in which nothing was answered well`);
});
