import { z } from 'zod';
import { APP_PLATFORMS, type AppPlatform } from '../app-check/platform-of.ts';

export interface KnownApp {
  /** Firebase's id of the app, which its tokens name. */
  readonly app: string;
  readonly platform: AppPlatform;
}

const platformNamed = (name: string | undefined): AppPlatform | undefined => APP_PLATFORMS.find((one) => one === name);

/** `1:1234567890:ios:0a1b2c=ios, …` */
export function envApps() {
  const expects = `a comma-separated list of app=platform (${APP_PLATFORMS.join(', ')})`;
  return z
    .string()
    .transform((text, context): KnownApp[] => {
      const items = text.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
      return items.map((item) => {
        const [, app, name] = /^([\w:.-]{1,100})=([a-z]+)$/.exec(item) ?? [];
        const platform = platformNamed(name);
        if (app === undefined || platform === undefined) {
          context.issues.push({ code: 'custom', message: `must be ${expects}`, input: text });
          return z.NEVER;
        }
        return { app, platform };
      });
    })
    .meta({ expects });
}
