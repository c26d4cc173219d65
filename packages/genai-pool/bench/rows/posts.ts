import { ALWAYS } from '../upstream/fault.ts';
import { httpRow, type Row } from './row.ts';

const LOAD = { load: { rps: 10 }, durationMs: 120_000, seeds: 3, scale: 6 };
const HALF_TEXT = { textShare: 0.5, poisonShare: 0 };

/** Some posts fail wherever they are asked, or some sizes of work do; the others must not pay for it. */
export const POSTS: readonly Row[] = [
  httpRow({
    ...LOAD,
    name: 'poison',
    title: '20 % of the posts fail everywhere (500)',
    posts: { textShare: 0, poisonShare: 0.2 },
    faults: [{ ...ALWAYS, locations: 'all', posts: 'poison', kind: { type: 'status', status: 500 } }],
  }),
  httpRow({
    ...LOAD,
    name: 'video_fails',
    title: 'video fails everywhere (503), text is well',
    posts: HALF_TEXT,
    faults: [{ ...ALWAYS, locations: 'all', posts: 'video', kind: { type: 'status', status: 503 } }],
  }),
  httpRow({
    ...LOAD,
    name: 'video_hangs',
    title: 'video hangs everywhere, text is well',
    seeds: 2,
    scale: 10,
    posts: HALF_TEXT,
    faults: [{ ...ALWAYS, locations: 'all', posts: 'video', kind: { type: 'hang' } }],
  }),
];
