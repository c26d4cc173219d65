import { join } from 'node:path';
import { checkInfrastructure } from './infra/check-infrastructure.ts';
import { checkWithTerraform } from './infra/check-with-terraform.ts';
import { runOutsideTools, type ToolOutcome, toolsDirectory } from './infra/outside-tools.ts';
import { findTerraform, openTerraform } from './infra/terraform.ts';
import { print } from './lib/print.ts';

/** `make infra-check`: what npm alone can tell, then tools that are there. Exit code 1 with a line per fault. */
const ROOT = join(import.meta.dirname, '..');
const INFRA = join(ROOT, 'infra');

async function runTerraform(): Promise<ToolOutcome> {
  const tool = findTerraform();
  if (tool === null) {
    return { tool: 'tofu or terraform', faults: null };
  }
  const terraform = await openTerraform(INFRA, tool);
  try {
    return {
      tool: `${tool}: format, validity, tests, plans`,
      faults: (await checkWithTerraform(INFRA, terraform)).join('\n'),
    };
  } finally {
    terraform.close();
  }
}

const faults = await checkInfrastructure(INFRA);
print(faults.length === 0 ? 'Arguments, references, rights: no fault.' : faults.join('\n'));
const outcomes = [await runTerraform(), ...runOutsideTools(ROOT, toolsDirectory())];
for (const { tool, faults: found } of outcomes) {
  print(
    found === null
      ? `${tool}: not here, skipped (make infra-tools)`
      : `${tool}: ${found === '' ? 'no fault.' : `\n${found}`}`,
  );
}
process.exitCode = faults.length === 0 && outcomes.every(({ faults: found }) => found === null || found === '') ? 0 : 1;
