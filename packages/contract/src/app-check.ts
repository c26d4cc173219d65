import { z } from 'zod';

/** Hours whose requests the report counts, the current one included. */
export const APP_CHECK_HOURS = 6;

const count = () => z.number().int().nonnegative();

export const appCheckReportSchema = z
  .object({
    mode: z.enum(['off', 'monitor', 'enforce']).describe('APP_CHECK_MODE of the instance that answers.'),
    since: z.iso.datetime(),
    groups: z
      .array(
        z.object({
          app: z.string().describe("Firebase's id of the app; `unknown` without a token that says it."),
          platform: z.string().describe('By the app, or guessed from the user agent.'),
          verified: count(),
          unverified: count().describe('Without a token.'),
          invalid: count(),
          undetermined: count().describe('Not judged, because the keys could not be had.'),
        }),
      )
      .describe('The whole fleet, most requests first.'),
    verified_share: z.number().min(0).max(1).nullable().describe('Of the requests that could be judged.'),
    safe_to_enforce: z.boolean().describe('Whether `enforce` would refuse hardly anybody who is let in now.'),
    obstacles: z.array(z.string()).describe('Why not, if not.'),
  })
  .meta({ id: 'AppCheckReport' });
