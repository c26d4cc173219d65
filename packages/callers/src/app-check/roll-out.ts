import { APP_CHECK_OUTCOMES, type AppCheckOutcome } from './app-check-counts.ts';

/** Below so many requests a share says nothing. */
const MIN_REQUESTS = 1_000;
/** Of all, and of each platform that is more than a trickle. */
const MIN_SHARE = 0.99;
const TRICKLE = 100;

type OutcomeCounts = Readonly<Record<AppCheckOutcome, number>>;

export interface AppCheckReport {
  readonly groups: readonly ({ readonly app: string; readonly platform: string } & OutcomeCounts)[];
  /** Of all requests that could be judged; null when there were none. */
  readonly verifiedShare: number | null;
  readonly safeToEnforce: boolean;
  /** What stands in the way; empty when nothing does. */
  readonly obstacles: readonly string[];
}

const NOTHING: OutcomeCounts = { verified: 0, unverified: 0, invalid: 0, undetermined: 0 };

const judged = ({ verified, unverified, invalid }: OutcomeCounts): number => verified + unverified + invalid;
const share = (counts: OutcomeCounts): number => counts.verified / judged(counts);

const add = (one: OutcomeCounts, other: OutcomeCounts): OutcomeCounts => ({
  verified: one.verified + other.verified,
  unverified: one.unverified + other.unverified,
  invalid: one.invalid + other.invalid,
  undetermined: one.undetermined + other.undetermined,
});

const percent = (counts: OutcomeCounts): string => `${(Math.floor(share(counts) * 1_000) / 10).toFixed(1)} %`;

/** From the fleet's counters: whether refusing what is not verified would refuse nobody that it should not. */
export function reportAppCheck(counts: Readonly<Record<string, number>>): AppCheckReport {
  const groups = new Map<string, { app: string; platform: string } & Record<AppCheckOutcome, number>>();
  for (const [name, count] of Object.entries(counts)) {
    const [kind, word, platform = '', ...app] = name.split('/');
    const outcome = APP_CHECK_OUTCOMES.find((one) => one === word);
    if (kind === 'app_check' && outcome !== undefined) {
      const key = `${platform}/${app.join('/')}`;
      const group = groups.get(key) ?? { app: app.join('/'), platform, ...NOTHING };
      group[outcome] += count;
      groups.set(key, group);
    }
  }
  const all = [...groups.values()];
  const total = all.reduce<OutcomeCounts>(add, NOTHING);
  const byPlatform = [...Map.groupBy(all, ({ platform }) => platform)].map(
    ([platform, members]) => [platform, members.reduce<OutcomeCounts>(add, NOTHING)] as const,
  );
  const obstacles = [
    ...(judged(total) < MIN_REQUESTS ? [`${judged(total)} of ${MIN_REQUESTS} requests seen`] : []),
    ...byPlatform
      .filter(([, sum]) => judged(sum) >= TRICKLE && share(sum) < MIN_SHARE)
      .map(([platform, sum]) => `${platform}: ${percent(sum)} verified`),
    ...(judged(total) >= MIN_REQUESTS && share(total) < MIN_SHARE ? [`all: ${percent(total)} verified`] : []),
  ];
  return {
    groups: all.toSorted((one, other) => judged(other) - judged(one)),
    verifiedShare: judged(total) === 0 ? null : share(total),
    safeToEnforce: obstacles.length === 0,
    obstacles,
  };
}
