import { envItems } from '@sets/service-kit/config';
import { APP_PLATFORMS, type AppPlatform } from '../app-check/platform-of.ts';

export interface KnownApp {
  /** Firebase's id of the app, which its tokens name. */
  readonly app: string;
  readonly platform: AppPlatform;
}

const platformNamed = (name: string | undefined): AppPlatform | undefined => APP_PLATFORMS.find((one) => one === name);

/** `1:1234567890:ios:0a1b2c=ios, …` */
export const envApps = () =>
  envItems(`a comma-separated list of app=platform (${APP_PLATFORMS.join(', ')})`, (item): KnownApp | undefined => {
    const [, app, name] = /^([\w:.-]{1,100})=([a-z]+)$/.exec(item) ?? [];
    const platform = platformNamed(name);
    return app === undefined || platform === undefined ? undefined : { app, platform };
  });
