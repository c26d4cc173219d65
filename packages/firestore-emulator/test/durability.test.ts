import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createManualClock } from '@sets/clock/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWriteLog } from '../src/index.ts';
import { startTestEmulator } from './connect.ts';
import { rawClient } from './raw-client.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'firestore-emulator-'));
  file = join(directory, 'data.db');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('kill -9 in the middle of commits loses nothing acknowledged and leaves nothing half', async () => {
  const acknowledged: string[] = [];
  for (let round = 0; round < 2; round++) {
    acknowledged.push(...(await commitUntilKilled(round, 30 + 17 * round)));
  }
  const { firestore, close } = await startTestEmulator({ file });
  const [left, right] = [await firestore.collection('left').get(), await firestore.collection('right').get()];
  const found = left.docs.map((doc) => doc.id);
  expect(acknowledged.filter((id) => !found.includes(id))).toEqual([]);
  expect(right.docs.map((doc) => doc.id)).toEqual(found);
  expect((await firestore.collection('left').where('round', '==', 1).count().get()).data().count).toBe(
    left.docs.filter((doc) => doc.get('round') === 1).length,
  );
  await close();
});

/** Commits pairs from ten loops against a process of its own, and kills it after `killAfter` acknowledgements. */
async function commitUntilKilled(round: number, killAfter: number): Promise<string[]> {
  const script = join(import.meta.dirname, 'emulator-process.ts');
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [port] = await once(createInterface({ input: child.stdout }), 'line');
  const client = rawClient(Number(port));
  const acknowledged: string[] = [];
  const loop = async (worker: number) => {
    for (let n = 0; ; n++) {
      const id = `${round}-${worker}-${n}`;
      const fields = { round: { integerValue: String(round) } };
      if ((await client.commit({ [`left/${id}`]: fields, [`right/${id}`]: fields })) !== 0) {
        return;
      }
      acknowledged.push(id);
      if (acknowledged.length === killAfter) {
        child.kill('SIGKILL');
      }
    }
  };
  await Promise.all(Array.from({ length: 10 }, (_, worker) => loop(worker)));
  await exited;
  client.close();
  return acknowledged;
}

test('a restart keeps documents, indexes, history and the direction of time', async () => {
  const first = await startTestEmulator({ file, clock: createManualClock(2_000_000_000_000) });
  const ref = first.firestore.collection('c').doc('d');
  const created = await ref.set({ v: 1 });
  expect((await first.firestore.collection('c').where('v', '>', 0).get()).size).toBe(1);
  await first.close();
  // The wall clock now says an earlier time.
  const second = await startTestEmulator({ file, clock: createManualClock(1_000_000_000_000) });
  const again = second.firestore.collection('c').doc('d');
  const updated = await again.update({ v: 2 }, { lastUpdateTime: created.writeTime });
  expect(updated.writeTime.valueOf() > created.writeTime.valueOf()).toBe(true);
  expect((await second.firestore.collection('c').where('v', '>', 1).get()).size).toBe(1);
  await second.close();
});

test('the write log tells another process what was applied, in order', async () => {
  const { firestore, controls, close } = await startTestEmulator({ file });
  const ref = firestore.doc('jobs/a');
  await ref.create({ status: 'queued', bytes: Buffer.from('x') });
  await ref.update({ status: 'running' });
  await ref.update({ status: 'running' });
  await firestore.doc('other/b').set({ v: 1 });
  await expect(ref.create({})).rejects.toThrow('ALREADY_EXISTS');
  await ref.delete();
  const log = readWriteLog(file, { pathPrefix: 'jobs/' });
  expect(log.map(({ kind, existsAfter, fields }) => [kind, existsAfter, fields?.status])).toEqual([
    ['create', true, 'queued'],
    ['update', true, 'running'],
    ['unchanged', true, 'running'],
    ['delete', false, undefined],
  ]);
  expect(log.every((entry, i) => i === 0 || entry.commitTime > (log[i - 1]?.commitTime ?? 0))).toBe(true);
  expect(controls.writeLog({ pathPrefix: 'jobs/' })).toEqual(log);
  expect(controls.writeLog({ afterSeq: log[0]?.seq ?? 0 })).toHaveLength(4);
  await close();
});

test('a taken port is refused by its usual name, and nothing stays open', async () => {
  const { port, close } = await startTestEmulator();
  await expect(startTestEmulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await close();
  const again = await startTestEmulator({ port });
  await again.close();
});
