import { expect, it } from 'vitest';
import type { ServiceProcess } from './service-process.ts';
import { createWorkerGroup } from './worker-group.ts';

/** Processes that are started and stopped on paper, with a list of what happened to them. */
function paperGroup({ maxWorkers = 3, failing = new Set<number>() } = {}) {
  const events: string[] = [];
  const create = (index: number): ServiceProcess => {
    const name = `worker-${index + 1}`;
    return {
      name,
      async start() {
        if (failing.delete(index)) {
          throw new Error(`${name} did not start`);
        }
        events.push(`start ${name}`);
      },
      async end(signal: string) {
        events.push(`${signal} ${name}`);
      },
    } as unknown as ServiceProcess;
  };
  let changes = 0;
  const group = createWorkerGroup([create(0)], {
    maxWorkers,
    create: async (index) => create(index),
    onChange: () => {
      changes += 1;
    },
  });
  return { group, events, changes: () => changes, names: () => group.serving().map(({ name }) => name) };
}

it('starts workers up to the most, and stops the youngest first, never the last', async () => {
  const { group, events, names, changes } = paperGroup();
  await group.keep(9);
  expect(names()).toEqual(['worker-1', 'worker-2', 'worker-3']);
  await group.keep(0);
  expect(names()).toEqual(['worker-1']);
  expect(events).toEqual(['start worker-2', 'start worker-3', 'SIGTERM worker-3', 'SIGTERM worker-2']);
  expect(changes()).toBe(4);
});

it('starts a stopped worker again in its old place', async () => {
  const { group, events } = paperGroup();
  await group.keep(2);
  await group.keep(1);
  await group.keep(2);
  expect(events).toEqual(['start worker-2', 'SIGTERM worker-2', 'start worker-2']);
  expect(group.all).toHaveLength(2);
});

it('follows the last word only', async () => {
  const { group, events, names } = paperGroup();
  await Promise.all([group.keep(3), group.keep(1)]);
  expect(names()).toEqual(['worker-1']);
  expect(events).toEqual([]);
});

it('tells of a worker that does not start, and tries again when it is wanted again', async () => {
  const { group, names } = paperGroup({ failing: new Set([1]) });
  await expect(group.keep(2)).rejects.toThrow('worker-2 did not start');
  expect(names()).toEqual(['worker-1']);
  await group.keep(2);
  expect(names()).toEqual(['worker-1', 'worker-2']);
});
