import { expect, it } from 'vitest';
import type { Watcher } from './document-store.ts';
import type { Reading } from './reading.ts';
import { shareWatches } from './shared-watches.ts';

const reading = (path: string, version: string): Reading => ({ path, id: path, fields: {}, version, readAtMs: 0 });

/** A store whose listeners the test speaks for. */
function listeners() {
  const open: { readonly path: string; readonly watcher: Watcher<Reading> }[] = [];
  const watch = shareWatches((path, watcher) => {
    const listener = { path, watcher };
    open.push(listener);
    return () => void open.splice(open.indexOf(listener), 1);
  });
  function follow(path: string) {
    const seen: (string | null)[] = [];
    const errors: Error[] = [];
    const stop = watch(path, { onChange: ({ version }) => seen.push(version), onError: (error) => errors.push(error) });
    return { seen, errors, stop };
  }
  return { open, follow };
}

it('opens one listener for a hundred watchers of a document, and ends it with the last of them', () => {
  const { open, follow } = listeners();
  const watchers = Array.from({ length: 100 }, () => follow('jobs/a'));
  follow('jobs/b');
  expect(open.map(({ path }) => path)).toEqual(['jobs/a', 'jobs/b']);
  open[0]?.watcher.onChange(reading('jobs/a', '1.0'));
  expect(watchers.every(({ seen }) => seen.join() === '1.0')).toBe(true);
  for (const { stop } of watchers.slice(1)) {
    stop();
    stop();
  }
  expect(open).toHaveLength(2);
  watchers[0]?.stop();
  expect(open.map(({ path }) => path)).toEqual(['jobs/b']);
});

it('tells a later watcher what was seen last, once, and not before it has begun', async () => {
  const { open, follow } = listeners();
  follow('jobs/a');
  open[0]?.watcher.onChange(reading('jobs/a', '1.0'));
  const later = follow('jobs/a');
  const overtaken = follow('jobs/a');
  const gone = follow('jobs/a');
  gone.stop();
  expect(later.seen).toEqual([]);
  await Promise.resolve();
  open[0]?.watcher.onChange(reading('jobs/a', '2.0'));
  expect([later.seen, overtaken.seen, gone.seen]).toEqual([['1.0', '2.0'], ['1.0', '2.0'], []]);
});

it('never tells an older state after a newer one', async () => {
  const { open, follow } = listeners();
  follow('jobs/a');
  open[0]?.watcher.onChange(reading('jobs/a', '1.0'));
  const later = follow('jobs/a');
  open[0]?.watcher.onChange(reading('jobs/a', '2.0'));
  await Promise.resolve();
  expect(later.seen).toEqual(['2.0']);
});

it('tells everybody of a failure, and begins anew with the next', () => {
  const { open, follow } = listeners();
  const [one, other] = [follow('jobs/a'), follow('jobs/a')];
  open[0]?.watcher.onError(new Error('lost'));
  expect([one.errors.length, other.errors.length]).toEqual([1, 1]);
  const next = follow('jobs/a');
  expect(open).toHaveLength(2);
  one.stop();
  open[1]?.watcher.onChange(reading('jobs/a', '2.0'));
  expect([one.seen, next.seen]).toEqual([[], ['2.0']]);
});
