import type { OperatorsClient } from '@sets/client/operators';
import { expect, it } from 'vitest';
import type { CommandContext } from '../command.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { replay } from './ops-job-commands.ts';

const outcome = { id: 'dead', outcome: 'new', job_id: 'now', error: null };

it.each([
  ['rp_Q0bJm1h4T7yX2sVwZ9kLpA', 'goes on with the replay'],
  ['u3Vq0fXJm5cBzK9wT1yR2A', 'replays the job'],
  // One id in a quarter of a million begins so.
  ['rp_q0fXJm5cBzK9wT1yR2A', 'replays the job'],
])('%s: %s', async (id, done) => {
  const asked: string[] = [];
  const ops = {
    async runReplay({ params }: { readonly params: { readonly id: string } }) {
      asked.push('goes on with the replay', params.id);
      return { replay: { id, left: 0 }, outcomes: [outcome] };
    },
    async replayJob({ params }: { readonly params: { readonly id: string } }) {
      asked.push('replays the job', params.id);
      return outcome;
    },
  } as unknown as OperatorsClient;
  const screen = { write: () => true };
  const terminal = createTerminal({ out: screen, err: screen, json: false, color: false });
  const context = { ops, terminal, signal: new AbortController().signal } as unknown as CommandContext;
  expect(await replay.run(context, { first: id, second: '', positionals: [id], values: {} })).toBe('ok');
  expect(asked).toEqual([done, id]);
});
