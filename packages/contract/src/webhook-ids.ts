import { z } from 'zod';

/** 128 bits in base64url. */
export const webhookIdSchema = z
  .string()
  .regex(/^we_[A-Za-z0-9_-]{22}$/)
  .meta({ description: 'The id of a webhook endpoint.', examples: ['we_u3Vq0fXJm5cBzK9wT1yR2A'] });

/** The `webhook-id` that a receiver sees, the same over all tries of one event. */
export const webhookDeliveryIdSchema = z
  .string()
  .regex(/^msg_[A-Za-z0-9_-]{22}$/)
  .meta({ description: 'The `webhook-id` of an event.', examples: ['msg_mB1n6cQyT4sKx8Lw0pZrVg'] });
