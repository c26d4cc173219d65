import type { Command } from '../command.ts';
import { cancel, status, submit, watch } from './job-commands.ts';
import { forget, invalidate, takeDown } from './ops-content-commands.ts';
import { doctor } from './ops-doctor-command.ts';
import { dead, jobs, replay } from './ops-job-commands.ts';
import { createKey, keys, revokeKey, rotateKey } from './ops-key-commands.ts';
import { drain, pause, queues, resume, scale } from './ops-region-commands.ts';
import { submitAll } from './submit-all-command.ts';
import { listen } from './webhook-commands.ts';
import {
  changeEndpoint,
  createEndpoint,
  deleteEndpoint,
  endpoints,
  rotateSecret,
} from './webhook-endpoint-commands.ts';
import { deliveries, delivery, redeliver, test } from './webhook-log-commands.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What needs no API, and takes no options. */
export const LOCAL_COMMANDS: readonly Pick<Command, 'name' | 'arguments' | 'summary'>[] = [
  {
    name: 'completions',
    arguments: `<${SHELLS.join('|')}>`,
    summary: 'print what makes a shell complete these commands',
  },
  { name: 'help', arguments: '', summary: 'this page' },
];

/** Every command that asks the API. The help and the completions are made of both lists. */
export const COMMANDS: readonly Command[] = [
  ...[submit, submitAll, status, watch, cancel],
  ...[listen, endpoints, createEndpoint, changeEndpoint, rotateSecret, deleteEndpoint],
  ...[test, deliveries, delivery, redeliver],
  ...[queues, jobs, dead, replay, pause, resume, drain, invalidate, takeDown, forget, scale, doctor],
  ...[keys, createKey, rotateKey, revokeKey],
];
