import { callersConfigShape, checkAppCheck, checkAuthModes, checkConsoleSessions } from '@sets/callers/config';
import { checkModelConfig, modelConfigShape } from '@sets/extraction/config';
import {
  envBoolean,
  envInteger,
  envList,
  envOrigins,
  envUrl,
  platformConfigShape,
  requiredInProduction,
  standIn,
  taskTokenConfigShape,
} from '@sets/service-kit/config';
import { scraperConfigShape } from '@sets/video-source/config';
import { z } from 'zod';

export const apiConfigSchema = z
  .object({
    ...platformConfigShape,
    ...modelConfigShape,
    ...scraperConfigShape,
    ...taskTokenConfigShape,
    PORT: envInteger({ min: 0, max: 65_535 }).default(8080).describe('The port to listen on.'),
    MAX_DIRECT_PROCESSING: envInteger({ min: 0, max: 1_000 })
      .default(20)
      .describe('Requests per instance that may wait for their job (`Prefer: wait`).'),
    MAX_STREAMS_AND_WAITS: envInteger({ min: 0, max: 10_000 })
      .default(60)
      .describe('Streams and waits together that an instance holds open.'),
    MAX_WAITS_PER_CALLER: envInteger({ min: 0, max: 1_000 })
      .default(10)
      .describe('Of these, requests of one caller; one more is answered at once.'),
    MAX_STREAMS_PER_CALLER: envInteger({ min: 0, max: 10_000 })
      .default(5)
      .describe('Streams of one caller that an instance holds open.'),
    MAX_CONCURRENT_REQUESTS: envInteger({ min: 1, max: 100_000 })
      .default(400)
      .describe('Requests under way, those that only wait aside, beyond which an instance refuses misses with 503.'),
    MAX_EVENT_LOOP_LAG_MS: envInteger({ min: 1, max: 600_000 })
      .default(250)
      .describe('Average lag of the event loop beyond which an instance refuses misses with 503.'),
    ALLOWED_HOSTS: requiredInProduction(
      envList()
        .default([])
        .describe('Hosts at which the API answers, e.g. `api.example.com`, `*.example.com`; empty: all.'),
    ),
    CORS_ORIGINS: envOrigins().default([]).describe('Origins of web pages that may call the API; empty: none.'),
    // With a default of none, all who come through a balancer would share its address, its limits and its refusals.
    TRUSTED_PROXY_HOPS: requiredInProduction(
      envInteger({ min: 0, max: 10 })
        .default(0)
        .describe('Proxies before the API whose X-Forwarded-For counts: 2 behind a load balancer on Cloud Run.'),
    ),
    CONSOLE_DIR: z
      .string()
      .min(1)
      .optional()
      .describe('Folder of the built console, served at /console; without it there is none.'),
    TRUSTED_LB: envBoolean()
      .default(false)
      .describe('Whether our load balancer stands before the API, whose `X-Client-Geo-Location` is then believed.'),
    TRACE_LINK: envUrl()
      .optional()
      .describe('Where operators see a trace; `{trace}` stands for its id. Without it its id is shown alone.'),
    SHORT_LINK_BASE_URL: standIn(envUrl().optional().describe('Where short links are asked, for local use.')),
    LEGACY_API: envBoolean()
      .default(false)
      .describe("Answer the predecessor's routes too: `POST /process` and `GET /status/{job_id}`."),
    LEGACY_SUNSET: z.iso
      .date()
      .default('2027-11-30')
      .describe("The day on which the predecessor's routes go away, as their `Sunset` header says."),
    ...callersConfigShape,
  })
  .check(checkModelConfig(), checkAuthModes(), checkAppCheck(), checkConsoleSessions());

export type ApiConfig = z.output<typeof apiConfigSchema>;
