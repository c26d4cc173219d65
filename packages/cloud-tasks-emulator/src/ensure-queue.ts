import { applyQueueUpdate, readQueue } from './queue-codec.ts';
import type { QueueRegistry } from './queue-registry.ts';
import { checkQueueName } from './resource-names.ts';
import type { WireQueue } from './wire.ts';

/** `name` is the full resource name; what is not given keeps its value, or gets the service's default. */
export interface QueueDefinition extends Pick<WireQueue, 'rateLimits' | 'retryConfig'> {
  readonly name: string;
}

/** Creates the queue, or sets the fields that are given, as infrastructure code would; a pause outlives that. */
export function ensureQueue(registry: QueueRegistry, definition: QueueDefinition): void {
  const name = checkQueueName(definition.name);
  const current = registry.find(name);
  if (current === null) {
    registry.create(readQueue(name, definition));
    return;
  }
  const { rateLimits = {}, retryConfig = {} } = definition;
  const paths = [
    ...Object.keys(rateLimits).map((field) => `rateLimits.${field}`),
    ...Object.keys(retryConfig).map((field) => `retryConfig.${field}`),
  ];
  if (paths.length > 0) {
    registry.save(applyQueueUpdate(current, definition, paths));
  }
}
