import { LOCAL_OPS_TOKEN } from '@sets/local-stack';
import { memoryOf, REGIONS_DIRECTORY, startFourRegions } from './lib/local-regions.ts';
import { print } from './lib/print.ts';
import { runScript } from './lib/run-script.ts';

/** Four regions behind a balancer, staying up. Unlike `make dev` it does not reload: that would double the processes. */
const EXAMPLE = 'https://www.tiktok.com/@mara.moves/video/7561402938475610311';

await runScript(async () => {
  const regions = await startFourRegions({ OPS_TOKEN: LOCAL_OPS_TOKEN, ...process.env }, REGIONS_DIRECTORY);
  const { stack, balancer } = regions;
  print(`${Math.round(memoryOf(regions))} MiB of memory in ${stack.services.length + 1} processes.`);
  print();
  print('A client in Sydney (x-simulated-city: chicago, berlin, tokyo, sao-paulo or sydney):');
  print(
    `curl -si ${balancer.url}/v1/jobs -H 'x-simulated-city: sydney' -H 'content-type: application/json' -H 'prefer: wait=30' -d '{"url":"${EXAMPLE}"}'`,
  );
  print();
  print('make status shows the regions, make scale their workers, make logs-tail-all the logs.');
  print('kill -9 a process to lose its region; Ctrl-C or make stop ends everything.');
  const stopped = Promise.withResolvers<void>();
  process.once('SIGINT', () => stopped.resolve());
  process.once('SIGTERM', () => stopped.resolve());
  // A process that is gone is what this fleet is for: the others go on.
  void stack.ended.then((name) => print(`${name} has ended; see .local/dev-regions/logs/${name}.log.`));
  await stopped.promise;
  await regions.stop();
});
