import type { ChangeWebhookRequest, CreateWebhookRequest, MadeWebhook, WebhookEndpoint } from '@sets/client';
import { type CommandContext, defineCommand, type Option, UsageError, type ValuesOf, wholeNumber } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import type { Cell } from '../terminal/terminal.ts';
import { upToSeconds } from './up-to-seconds.ts';

function stateOf({ status, disabled_reason: reason, failing_since: since }: WebhookEndpoint): Cell {
  if (status === 'disabled') {
    return { text: `disabled: ${reason}`, style: 'red' };
  }
  return since === null
    ? { text: status, style: 'green' }
    : { text: `failing since ${upToSeconds(since)}`, style: 'yellow' };
}

const HEAD = ['endpoint', 'state', 'payload', 'sent to', 'told of'];

const toRow = (one: WebhookEndpoint): Cell[] => [...[one.id, stateOf(one), one.payload, one.url, one.events.join(' ')]];

export const endpoints = defineCommand({
  name: 'webhooks endpoints',
  summary: 'list your endpoints, newest first, and say which of them fail',
  arguments: '',
  options: {},
  async run({ ops, terminal, signal }) {
    const listed = await ops.listWebhooks({ signal });
    terminal.answer(listed, () => terminal.table(HEAD, listed.endpoints.map(toRow)));
    return 'ok';
  },
});

/** The secret itself goes to standard output alone, so that it can be put where it belongs. */
function showMade({ terminal }: CommandContext, made: MadeWebhook): Ending {
  terminal.answer(made, () => {
    terminal.line(made.secret);
    terminal.note({ text: `The secret of ${made.endpoint.id}. It is shown this once.`, style: 'dim' });
  });
  return 'ok';
}

function showEndpoint({ terminal }: CommandContext, endpoint: WebhookEndpoint): Ending {
  terminal.answer(endpoint, () => terminal.table(HEAD, [toRow(endpoint)]));
  return 'ok';
}

const WISH_OPTIONS = {
  events: { type: 'string', value: 'events', says: 'what it is told of, with commas: job.succeeded,job.failed' },
  payload: { type: 'string', value: 'kind', says: 'thin (ids and links) or full (the whole job)' },
  description: { type: 'string', value: 'text', says: 'what it is for' },
} as const satisfies Readonly<Record<string, Option>>;

/** The API says which events and payloads there are. */
function wishOf({ events, payload, description }: ValuesOf<typeof WISH_OPTIONS>): Omit<CreateWebhookRequest, 'url'> {
  const wish = { events: events?.split(','), payload, description };
  const given = Object.entries(wish).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Omit<CreateWebhookRequest, 'url'>;
}

export const createEndpoint = defineCommand({
  name: 'webhooks create',
  summary: 'make an endpoint at an address of yours, and print its secret',
  arguments: '<url>',
  options: WISH_OPTIONS,
  async run(context, { first, values }) {
    const body = { url: first, ...wishOf(values) };
    return showMade(context, await context.ops.createWebhook({ body, signal: context.signal }));
  },
});

export const changeEndpoint = defineCommand({
  name: 'webhooks change',
  summary: 'change an endpoint, or disable and enable it',
  arguments: '<endpoint>',
  options: {
    url: { type: 'string', value: 'address', says: 'where events go from now on' },
    ...WISH_OPTIONS,
    enable: { type: 'boolean', says: 'send to it again, whatever it has failed' },
    disable: { type: 'boolean', says: 'send nothing to it' },
  },
  async run(context, { first, values }) {
    const { url, enable, disable } = values;
    if (enable === true && disable === true) {
      throw new UsageError('Either --enable or --disable.');
    }
    const enabled = enable === true ? { enabled: true } : disable === true ? { enabled: false } : {};
    const body: ChangeWebhookRequest = { ...wishOf(values), ...(url === undefined ? {} : { url }), ...enabled };
    if (Object.keys(body).length === 0) {
      throw new UsageError('Say what is to change.');
    }
    return showEndpoint(
      context,
      await context.ops.changeWebhook({ params: { id: first }, body, signal: context.signal }),
    );
  },
});

export const rotateSecret = defineCommand({
  name: 'webhooks rotate',
  summary: 'make the next secret of an endpoint, and print it; both sign for a while',
  arguments: '<endpoint>',
  options: { hours: { type: 'string', value: 'count', says: 'how long the old one still signs; 24 unless given' } },
  async run(context, { first, values: { hours = '24' } }) {
    const body = { overlap_hours: wholeNumber('hours', hours) };
    return showMade(context, await context.ops.rotateWebhook({ params: { id: first }, body, signal: context.signal }));
  },
});

export const deleteEndpoint = defineCommand({
  name: 'webhooks delete',
  summary: 'delete an endpoint with its secrets and its log; needs --yes',
  arguments: '<endpoint>',
  options: { yes: { type: 'boolean', short: 'y', says: 'do it' } },
  async run({ ops, terminal, signal }, { first, values }) {
    if (values.yes !== true) {
      throw new UsageError('This removes the endpoint and its log for good. Add --yes to do it.');
    }
    await ops.deleteWebhook({ params: { id: first }, signal });
    terminal.answer({ deleted: first }, () => terminal.line(`${first} is deleted`));
    return 'ok';
  },
});
