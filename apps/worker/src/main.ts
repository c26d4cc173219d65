import { loadConfigOrExit } from '@sets/service-kit/config';
import { runService } from '@sets/service-kit/start';
import { workerConfigSchema } from './config.ts';

const config = loadConfigOrExit(workerConfigSchema, process.env);

await runService(config, {
  name: 'worker',
  pieces: [() => import('@sets/fleet'), () => import('@sets/jobs'), () => import('@sets/extraction')],
  compose: async (outside) => (await import('./compose.ts')).composeWorker(config, outside),
});
