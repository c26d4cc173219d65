import { systemClock } from '@sets/clock';
import { isProblem } from '@sets/contract';
import { createMetrics, silentLogger } from '@sets/service-kit';
import { connectStore } from '@sets/store-kit';
import { createSpend } from '../../src/index.ts';
import { chargedJobs } from './charged-jobs.ts';

/**
 * One instance in a process of its own: makes jobs for one payer, `abreast` at a time, until it is refused, and ends
 * every second one at what it really cost. Says `{made}` when it is done.
 */
const { host = '', port = '', instance = '', limits = '', abreast = '' } = JSON.parse(process.argv[2] ?? '{}');

const { documents } = connectStore({
  ...{ project: 'test', firestoreEmulator: { host, port: Number(port) }, clock: systemClock },
  ...{ workerUrl: 'http://127.0.0.1:1', tasksServiceAccount: 'nobody', defer: () => {} },
});
const jobs = chargedJobs(documents);
const spend = createSpend({
  ...{ store: { documents }, jobs, clock: systemClock, logger: silentLogger, instance, limits: JSON.parse(limits) },
  metrics: createMetrics({ service: 'api', region: 'test' }),
});

function refusalOf(error: unknown): null {
  if (isProblem(error, 'budget_exhausted')) {
    return null;
  }
  throw error;
}

let made = 0;
async function spendAll(): Promise<void> {
  for (;;) {
    const charge = await spend.charge('ada').catch(refusalOf);
    if (charge === null) {
      return;
    }
    const path = await jobs.make(charge).finally(() => spend.landed('ada'));
    made += 1;
    process.send?.({ making: made });
    if (made % 2 === 0) {
      await jobs.end(path, charge.usd / 2);
    }
  }
}

await Promise.all(Array.from({ length: Number(abreast) }, spendAll));
process.send?.({ made });
process.disconnect?.();
process.exit(0);
