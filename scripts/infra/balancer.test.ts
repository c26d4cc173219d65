import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OUTLIERS } from '../../packages/local-stack/src/balancer/outlier-detection.ts';
import { READINESS } from '../../packages/local-stack/src/balancer/service-health.ts';
import { readHclModule } from './read-hcl.ts';

const INFRA = join(import.meta.dirname, '../../infra');

it('ejects a region as the stand-in of the drills does', async () => {
  const { blocks } = await readHclModule(INFRA, 'modules/balancer');
  const [api] = blocks.filter(({ labels }) => labels.join('.') === 'google_compute_backend_service.api');
  expect(api?.body.outlier_detection).toEqual([
    expect.objectContaining({
      consecutive_errors: OUTLIERS.consecutiveErrors,
      enforcing_consecutive_errors: 100,
      consecutive_gateway_failure: OUTLIERS.consecutiveGatewayFailures,
      enforcing_consecutive_gateway_failure: 100,
      base_ejection_time: [{ seconds: OUTLIERS.baseEjectionMs / 1_000 }],
      max_ejection_percent: OUTLIERS.maxEjectionShare * 100,
    }),
  ]);
});

it('asks instances whether they are ready as the stand-in does', async () => {
  const { text } = await readHclModule(INFRA, 'modules/service');
  const [, probe = ''] = /readiness_probe \{([\s\S]*?)\n\n/.exec(text) ?? [];
  expect(probe).toMatch(new RegExp(`period_seconds\\s+= ${READINESS.everyMs / 1_000}\n`));
  expect(probe).toMatch(new RegExp(`failure_threshold = ${READINESS.failureThreshold}\n`));
});
