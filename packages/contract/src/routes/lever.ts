import { z } from 'zod';

/** What operators' routes have in common. */
export const lever = {
  tag: 'ops',
  right: 'operate',
  headers: z.object({
    'x-operator': z
      .string()
      .optional()
      .meta({ description: 'Who acts; on record with every change. At most 64 characters.', examples: ['ada'] }),
  }),
} as const;
