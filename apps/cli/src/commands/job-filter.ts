import type { OpsJobFilter } from '@sets/client';
import type { Option, ValuesOf } from '../command.ts';

/** Which jobs are meant; all conditions hold together. */
export const FILTER_OPTIONS = {
  status: { type: 'string', value: 'status', says: 'queued, running, succeeded, failed, canceled, expired' },
  code: { type: 'string', value: 'problem', says: 'the code of its error' },
  region: { type: 'string', value: 'region', says: 'whose queue has or had it' },
  platform: { type: 'string', value: 'platform', says: 'tiktok, instagram, youtube, direct' },
  url: { type: 'string', value: 'link', says: 'of the post, in any form in which it is shared' },
  from: { type: 'string', value: 'time', says: 'made then or later, e.g. 2026-11-26T09:00:00Z' },
  before: { type: 'string', value: 'time', says: 'made earlier' },
} as const satisfies Readonly<Record<string, Option>>;

export function filterOf(values: ValuesOf<typeof FILTER_OPTIONS>): OpsJobFilter {
  const { status, code, region, platform, url, from, before } = values;
  const conditions = { status, code, region, platform, url, created_from: from, created_before: before };
  const given = Object.entries(conditions).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as OpsJobFilter;
}
