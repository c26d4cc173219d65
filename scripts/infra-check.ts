import { homedir } from 'node:os';
import { join } from 'node:path';
import { checkInfrastructure } from './infra/check-infrastructure.ts';
import { runOutsideTools } from './infra/outside-tools.ts';
import { print } from './lib/print.ts';

/** `make infra-check`: what npm alone can tell, then tools that are there. Exit code 1 with a line per fault. */
const ROOT = join(import.meta.dirname, '..');
const { SETS_INFRA_TOOLS: chosen, XDG_CACHE_HOME: cache = join(homedir(), '.cache') } = process.env;

const faults = await checkInfrastructure(join(ROOT, 'infra'));
print(faults.length === 0 ? 'Arguments, references, rights: no fault.' : faults.join('\n'));
const outcomes = runOutsideTools(ROOT, chosen ?? join(cache, 'sets-infra-tools'));
for (const { tool, faults: found } of outcomes) {
  print(
    found === null
      ? `${tool}: not here, skipped (make infra-tools)`
      : `${tool}: ${found === '' ? 'no fault.' : `\n${found}`}`,
  );
}
process.exitCode = faults.length === 0 && outcomes.every(({ faults: found }) => found === null || found === '') ? 0 : 1;
