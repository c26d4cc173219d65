import { join } from 'node:path';

/** The fixtures that ship with this package. */
export const FIXTURES_DIR = join(import.meta.dirname, '..', 'fixtures');
