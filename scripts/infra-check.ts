import { join } from 'node:path';
import { checkInfrastructure } from './infra/check-infrastructure.ts';

/** `make infra-check`: exit code 1 with one line per fault. */
const faults = await checkInfrastructure(join(import.meta.dirname, '../infra'));
process.stdout.write(faults.length === 0 ? 'The infrastructure holds.\n' : `${faults.join('\n')}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
