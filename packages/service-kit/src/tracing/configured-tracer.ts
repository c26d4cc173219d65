import type { Clock } from '@sets/clock';
import type { PlatformConfig } from '../config/platform-config.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../log/logger.ts';
import { createOtlpSender } from './otlp-sender.ts';
import { createTracer, noTracing, type Tracer } from './tracer.ts';

export interface ConfiguredTracerDeps {
  readonly service: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lifecycle: Pick<Lifecycle, 'defer'>;
}

/** Without an address for them, or with a share of 0, no spans are made. */
export function createConfiguredTracer(
  config: Pick<
    PlatformConfig,
    | 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
    | 'OTEL_TRACES_SAMPLER_ARG'
    | 'GOOGLE_CLOUD_PROJECT'
    | 'REGION'
    | 'VERSION'
    | 'ENVIRONMENT'
  >,
  { service, clock, logger, lifecycle }: ConfiguredTracerDeps,
): Tracer {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url, OTEL_TRACES_SAMPLER_ARG: share } = config;
  if (url === undefined || share === 0) {
    return noTracing;
  }
  const sender = createOtlpSender({
    url,
    ...{ clock, logger },
    resource: {
      'service.name': service,
      'service.version': config.VERSION,
      'deployment.environment.name': config.ENVIRONMENT,
      'cloud.region': config.REGION,
      // Cloud Trace files spans by it.
      'gcp.project_id': config.GOOGLE_CLOUD_PROJECT,
    },
  });
  lifecycle.defer('traces', sender.stop);
  return createTracer({ clock, share, send: sender.send });
}
