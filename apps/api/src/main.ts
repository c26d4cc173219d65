import { loadConfigOrExit } from '@sets/service-kit/config';
import { runService } from '@sets/service-kit/start';
import { apiConfigSchema } from './config.ts';

const config = loadConfigOrExit(apiConfigSchema, process.env);

await runService(config, {
  name: 'api',
  pieces: [() => import('@sets/fleet'), () => import('@sets/jobs'), () => import('@sets/extraction')],
  compose: async (outside) => (await import('./compose.ts')).composeApi(config, outside),
});
