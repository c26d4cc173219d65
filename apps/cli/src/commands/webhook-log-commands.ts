import type { WebhookDelivery } from '@sets/client';
import { type CommandContext, defineCommand, wholeNumber } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import type { Cell } from '../terminal/terminal.ts';
import { upToSeconds } from './up-to-seconds.ts';

const STYLES: Readonly<Record<string, 'green' | 'yellow' | 'red'>> = {
  delivered: 'green',
  pending: 'yellow',
  failed: 'red',
  skipped: 'red',
};

function outcomeOf({ status, reason }: WebhookDelivery): Cell {
  const text = reason === null ? status : `${status}: ${reason}`;
  const style = STYLES[status];
  return style === undefined ? text : { text, style };
}

const toRow = (one: WebhookDelivery): Cell[] => [
  ...[one.id, one.type, outcomeOf(one), `${one.tries}`, one.job_id ?? '', upToSeconds(one.occurred_at)],
  upToSeconds(one.next_at),
];

/** One delivery, and under it what each of its latest tries met. */
function showDelivery({ terminal }: CommandContext, one: WebhookDelivery): Ending {
  terminal.answer(one, () => {
    terminal.line(one.id, one.type, outcomeOf(one));
    const tries = one.attempts.map(({ at, status, error, duration_ms: ms }) => [
      ...[upToSeconds(at), String(status ?? error), `${ms} ms`],
    ]);
    terminal.table(['tried', 'answer', 'took'], tries);
    if (one.next_at !== null) {
      terminal.line({ text: `tried next at ${upToSeconds(one.next_at)}`, style: 'dim' });
    }
  });
  return 'ok';
}

export const deliveries = defineCommand({
  name: 'webhooks deliveries',
  summary: 'what was sent to an endpoint in the last days, newest first',
  arguments: '<endpoint>',
  options: {
    limit: { type: 'string', short: 'n', value: 'count', says: 'deliveries on a page; 50 unless given' },
    cursor: { type: 'string', value: 'cursor', says: 'where the page before ended' },
  },
  async run({ ops, terminal, signal }, { first, values: { limit, cursor } }) {
    const query = { cursor, limit: limit === undefined ? undefined : wholeNumber('limit', limit) };
    const page = await ops.listDeliveries({ params: { id: first }, query, signal });
    terminal.answer(page, () => {
      const head = ['delivery', 'event', 'outcome', 'tries', 'job', 'happened', 'next try'];
      terminal.table(head, page.deliveries.map(toRow));
      const more = page.next === null ? `deliveries: ${page.deliveries.length}` : `more: --cursor ${page.next}`;
      terminal.line({ text: more, style: 'dim' });
    });
    return 'ok';
  },
});

export const delivery = defineCommand({
  name: 'webhooks delivery',
  summary: 'what became of one event, with each of its latest tries',
  arguments: '<endpoint> <delivery>',
  options: {},
  run: async (context, { first, second }) =>
    showDelivery(
      context,
      await context.ops.getDelivery({ params: { id: first, delivery: second }, signal: context.signal }),
    ),
});

export const redeliver = defineCommand({
  name: 'webhooks redeliver',
  summary: 'send an event again, now, under the same `webhook-id`',
  arguments: '<endpoint> <delivery>',
  options: {},
  run: async (context, { first, second }) =>
    showDelivery(
      context,
      await context.ops.redeliverWebhook({ params: { id: first, delivery: second }, signal: context.signal }),
    ),
});

export const test = defineCommand({
  name: 'webhooks test',
  summary: 'send a `webhook.test` event to an endpoint',
  arguments: '<endpoint>',
  options: {},
  run: async (context, { first }) =>
    showDelivery(context, await context.ops.testWebhook({ params: { id: first }, signal: context.signal })),
});
