import type { ApiKey, CreateApiKeyRequest, MadeApiKey } from '@sets/client';
import { type CommandContext, defineCommand, wholeNumber } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import type { Cell } from '../terminal/terminal.ts';

const toRow = (key: ApiKey): Cell[] => [
  ...[key.id, key.caller, key.live ? { text: 'live', style: 'green' as const } : 'ended', key.scopes.join(' ')],
  ...[key.last_used_at?.slice(0, 16) ?? 'never', key.valid_until?.slice(0, 16) ?? 'revoked', key.label ?? ''],
];

const HEAD = ['key', 'caller', '', 'scopes', 'last used', 'until', 'label'];

export const keys = defineCommand({
  name: 'ops keys',
  summary: 'list API keys, newest first, ended ones too',
  arguments: '',
  options: { caller: { type: 'string', value: 'name', says: 'those of one caller' } },
  async run({ ops, terminal, signal }, { values: { caller } }) {
    const listed = await ops.listKeys({ query: { caller }, signal });
    terminal.answer(listed, () => terminal.table(HEAD, listed.keys.map(toRow)));
    return 'ok';
  },
});

/** The key itself goes to standard output alone, so that it can be put where it belongs. */
function showMade({ terminal }: CommandContext, made: MadeApiKey): Ending {
  terminal.answer(made, () => {
    terminal.line(made.api_key);
    terminal.note({ text: `The key of ${made.key.caller}, id ${made.key.id}. It is shown this once.`, style: 'dim' });
  });
  return 'ok';
}

export const createKey = defineCommand({
  name: 'ops keys create',
  summary: 'make an API key for a caller',
  arguments: '<caller>',
  options: {
    label: { type: 'string', value: 'text', says: 'what it is for' },
    scopes: { type: 'string', value: 'scopes', says: 'submit, operate, or both with a comma; submit unless given' },
    days: { type: 'string', value: 'count', says: 'how long it holds; until it is revoked unless given' },
    'rate-limit': { type: 'string', value: 'count', says: 'requests per window' },
  },
  async run(context, { first, values }) {
    const { label, scopes, days, 'rate-limit': rate } = values;
    const body: CreateApiKeyRequest = {
      caller: first,
      ...(label === undefined ? {} : { label }),
      // The API says which scopes there are.
      ...(scopes === undefined ? {} : { scopes: scopes.split(',') as unknown as readonly ('submit' | 'operate')[] }),
      ...(days === undefined ? {} : { valid_days: wholeNumber('days', days) }),
      ...(rate === undefined ? {} : { rate_limit: wholeNumber('rate-limit', rate) }),
    };
    return showMade(context, await context.ops.createKey({ body, signal: context.signal }));
  },
});

export const rotateKey = defineCommand({
  name: 'ops keys rotate',
  summary: 'make the next key of a caller, and let the old one end after a while',
  arguments: '<key id>',
  options: { hours: { type: 'string', value: 'count', says: 'how long the old one still opens; 24 unless given' } },
  async run(context, { first, values: { hours = '24' } }) {
    const body = { overlap_hours: wholeNumber('hours', hours) };
    return showMade(context, await context.ops.rotateKey({ params: { id: first }, body, signal: context.signal }));
  },
});

export const revokeKey = defineCommand({
  name: 'ops keys revoke',
  summary: 'end an API key everywhere within half a minute',
  arguments: '<key id>',
  options: {},
  async run({ ops, terminal, signal }, { first }) {
    const key = await ops.revokeKey({ params: { id: first }, signal });
    terminal.answer(key, () => terminal.table(HEAD, [toRow(key)]));
    return 'ok';
  },
});
