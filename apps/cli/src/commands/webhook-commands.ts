import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { OperatorsClient } from '@sets/client/operators';
import { type CommandContext, defineCommand, UsageError, wholeNumber } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { describeEvent } from '../webhooks/describe-event.ts';
import { startEventReceiver } from '../webhooks/event-receiver.ts';

/** Where a stack of `make dev` lets its workers send to, beside its own stand-ins. */
const LOCAL_PORT = '8288';
const EVENTS = ['job.preview', 'job.succeeded', 'job.failed', 'job.canceled'] as const;

interface Listener {
  /** Speaks as the caller that is told. */
  readonly api: OperatorsClient;
  /** The key that was made for the time being; null: the caller's own. */
  readonly madeKey: { readonly id: string; readonly apiKey: string } | null;
}

/** Only callers with a key have endpoints. A stack of this machine makes one, for as long as somebody listens. */
async function listenerOf({ ops, hasKey, opsAs }: CommandContext): Promise<Listener> {
  if (hasKey) {
    return { api: ops, madeKey: null };
  }
  // One of its own: what a listener that was killed has left behind is in nobody's way, and ends after a day.
  const caller = `listener-${randomUUID().slice(0, 8)}`;
  const { key, api_key } = await ops.createKey({ body: { caller, valid_days: 1 } });
  return { api: opsAs(api_key), madeKey: { id: key.id, apiKey: api_key } };
}

/** How a submit is told to it. */
const usage = (endpoint: string, { madeKey }: Listener): string =>
  `${madeKey === null ? '' : `SETS_KEY=${madeKey.apiKey} `}sets submit <link> --webhook ${endpoint}`;

export const listen = defineCommand({
  name: 'webhooks listen',
  summary: 'be told of your jobs on this machine, signatures checked, until Ctrl-C',
  arguments: '',
  options: {
    port: { type: 'string', value: 'port', says: `on this machine; ${LOCAL_PORT} unless given` },
    url: {
      type: 'string',
      value: 'address',
      says: 'the public https address that leads to the port; none for `make dev`',
    },
    count: { type: 'string', value: 'count', says: 'end after so many events' },
    thin: { type: 'boolean', says: 'ids and links alone instead of whole jobs' },
  },
  run: (context, { values }) =>
    listenFor(context, {
      port: wholeNumber('port', values.port ?? LOCAL_PORT),
      count: values.count === undefined ? Number.POSITIVE_INFINITY : wholeNumber('count', values.count),
      payload: values.thin === true ? 'thin' : 'full',
      url: values.url,
    }),
});

interface ListenWish {
  readonly port: number;
  readonly count: number;
  readonly payload: 'thin' | 'full';
  /** Undefined: the port itself. */
  readonly url: string | undefined;
}

async function listenFor(context: CommandContext, { port, count, payload, url }: ListenWish): Promise<Ending> {
  const { terminal, signal } = context;
  const enough = new AbortController();
  let secret: string | null = null;
  let left = count;
  const releases: (() => Promise<unknown>)[] = [];
  const receiver = await startEventReceiver({
    port,
    secret: () => secret,
    onEvent(event) {
      terminal.answer(event, () => terminal.line(...describeEvent(event)));
      left -= event.again ? 0 : 1;
      if (left <= 0) {
        enough.abort();
      }
    },
    onRefused: (reason) => terminal.note({ text: 'refused', style: 'red' }, reason),
  }).catch((error: unknown) => {
    throw new UsageError(`Port ${port} cannot be listened at: ${error instanceof Error ? error.message : error}`);
  });
  releases.push(receiver.close);
  try {
    const listener = await listenerOf(context);
    const { api, madeKey } = listener;
    if (madeKey !== null) {
      releases.push(() => context.ops.revokeKey({ params: { id: madeKey.id } }));
    }
    const body = { url: url ?? receiver.url, description: 'sets webhooks listen', events: EVENTS, payload };
    const { endpoint, secret: made } = await api.createWebhook({ body });
    releases.push(() => api.deleteWebhook({ params: { id: endpoint.id } }));
    secret = made;
    terminal.note({ text: `Listening at ${body.url}; Ctrl-C ends it.`, style: 'dim' });
    terminal.note(usage(endpoint.id, listener));
    await aborted(AbortSignal.any([signal, enough.signal]));
  } finally {
    await releaseAll(releases);
  }
  return 'ok';
}

/** The latest first, each whatever became of the one before: an API that is gone keeps nobody at the port. @throws the first failure */
async function releaseAll(releases: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const release of releases.toReversed()) {
    await release().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) {
    throw failures[0];
  }
}

const aborted = async (signal: AbortSignal): Promise<unknown> => signal.aborted || once(signal, 'abort');
