import type { z } from 'zod';
import type { ConfigFault, Environment } from './config-error.ts';
import { isLibraryStandIn } from './library-stand-ins.ts';
import { requiredInProductionOf, standInsOf } from './setting-marks.ts';

/** Cloud Run sets it on every instance; what runs there and says nothing of itself must not take itself for local. */
const CLOUD_RUN = 'K_SERVICE';

/**
 * What production asks of the environment beyond the forms of its values. It reads the environment and not what was
 * parsed: there a default looks like a decision, and variables of libraries do not stand.
 */
export function productionFaults(schema: z.ZodObject, given: Environment): ConfigFault[] {
  const { ENVIRONMENT: environment } = given;
  if (environment === undefined && 'ENVIRONMENT' in schema.shape && given[CLOUD_RUN] !== undefined) {
    return [{ name: 'ENVIRONMENT', message: 'is required on Cloud Run' }];
  }
  if (environment !== 'production') {
    return [];
  }
  const standIns = new Set(standInsOf(schema));
  const missing = requiredInProductionOf(schema).filter((name) => given[name] === undefined);
  const refused = Object.keys(given).filter((name) => standIns.has(name) || isLibraryStandIn(name));
  return [
    ...missing.map((name) => ({ name, message: 'is required in production' })),
    ...refused.map((name) => ({ name, message: 'must not be set in production' })),
  ];
}
