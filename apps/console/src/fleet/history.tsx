import { isoTime } from '@sets/clock';
import { useState } from 'preact/hooks';
import { operators } from '../api/api.ts';
import { useLoaded } from '../parts/use-loaded.ts';
import { dayTime, dollars, nowMs, percent, seconds } from '../parts/words.ts';
import { Chart, type Series } from './chart.tsx';

type HistoryAnswer = Awaited<ReturnType<typeof operators.getHistory>>;
type Hour = HistoryAnswer['hours'][number];
type Minute = HistoryAnswer['money'][number];

const HOUR_MS = 3_600_000;
const SPANS = [1, 6, 24] as const;
const KNOWN = ['memory', 'redis', 'firestore', 'joined'];

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const inSeconds = (value: number): string => `${Math.round(value)} s`;

/** Queues and money by the minute and answers by the hour; one time cursor over all of them. */
export function History({ budgetUsd }: { readonly budgetUsd: number | null }) {
  const { value, problem, reload } = useLoaded('history', (signal) => operators.getHistory({ signal }));
  const [hours, setHours] = useState<number>(6);
  const [cursor, setCursor] = useState<number | null>(null);
  const to = nowMs();
  const from = to - hours * HOUR_MS;
  const at = Math.min(to, Math.max(from, cursor ?? to));
  const frame = { from, to, cursor: at, onCursor: setCursor };
  return (
    <section>
      <div class="form-row">
        <h2>History</h2>
        <fieldset class="segmented" aria-label="Span">
          {SPANS.map((span) => (
            <button key={span} type="button" aria-pressed={span === hours} onClick={() => setHours(span)}>
              {span} h
            </button>
          ))}
        </fieldset>
        <button type="button" onClick={reload}>
          Read again
        </button>
      </div>
      <label class="cursor-row">
        <span>At {dayTime(isoTime(at))}</span>
        <input
          type="range"
          min={from}
          max={to}
          step={60_000}
          value={at}
          onInput={(event) => setCursor(Number(event.currentTarget.value))}
        />
      </label>
      {problem !== null && <p class="problem">{problem}</p>}
      {value !== null && (
        <div class="charts">
          <Chart title="Queue depth" series={ofRegions(value, 'depth')} shown={whole} {...frame} />
          <Chart title="Age of the oldest job" series={ofRegions(value, 'oldest_age_s')} shown={inSeconds} {...frame} />
          <Chart
            title="Time to an answer"
            series={[
              ofHours(value, 'average', ({ response_ms: { average } }) => average),
              ofHours(value, 'p95', ({ response_ms: { p95 } }) => p95),
            ]}
            targets={[
              { name: 'promised average', value: 3_000 },
              { name: 'promised p95', value: 5_000 },
            ]}
            shown={seconds}
            {...frame}
          />
          <Chart
            title="Answered from what is known"
            series={[
              ofHours(value, 'all tiers', (hour) => shareOf(hour, KNOWN)),
              ...KNOWN.map((tier) => ofHours(value, tier, (hour) => shareOf(hour, [tier]))).slice(0, 3),
            ]}
            targets={[{ name: 'promised', value: 0.85 }]}
            shown={percent}
            {...frame}
          />
          <Chart
            title="Spent on the UTC day"
            series={[ofMoney(value, 'all callers', ({ spent_usd }) => spent_usd)]}
            targets={budgetUsd === null ? [] : [{ name: 'budget', value: budgetUsd }]}
            shown={dollars}
            {...frame}
          />
          <Chart title="Spent in a minute" series={ofRegions(value, 'spent_usd')} shown={dollars} {...frame} />
          <Chart
            title="Scraper credits left"
            series={[ofMoney(value, 'left', ({ credits_left }) => credits_left)]}
            shown={whole}
            {...frame}
          />
          <Chart
            title="Scraper credits used in the span"
            series={[creditsUsed(value, from)]}
            shown={whole}
            {...frame}
          />
        </div>
      )}
    </section>
  );
}

const ofRegions = ({ regions }: HistoryAnswer, what: 'depth' | 'oldest_age_s' | 'spent_usd'): Series[] =>
  regions.map(({ region, points }) => ({
    name: region,
    points: points.map((point) => ({ atMs: Date.parse(point.at), value: point[what] ?? null })),
  }));

const ofMoney = ({ money }: HistoryAnswer, name: string, read: (minute: Minute) => number | null): Series => ({
  name,
  points: money.map((minute) => ({ atMs: Date.parse(minute.at), value: read(minute) ?? null })),
});

/** What the account went down by since `from`; what was bought meanwhile is no use. */
function creditsUsed(answer: HistoryAnswer, from: number): Series {
  const left = ofMoney(answer, 'used', ({ credits_left }) => credits_left).points;
  let [used, before] = [0, Number.NEGATIVE_INFINITY];
  const points = left.flatMap(({ atMs, value }) => {
    if (value === null || atMs < from) {
      return [];
    }
    used += Math.max(0, before - value);
    before = value;
    return [{ atMs, value: used }];
  });
  return { name: 'used', points };
}

/** An hour's figure stands in its middle. */
const ofHours = ({ hours }: HistoryAnswer, name: string, read: (hour: Hour) => number | null): Series => ({
  name,
  points: hours.map((hour) => ({ atMs: Math.min(nowMs(), Date.parse(hour.at) + HOUR_MS / 2), value: read(hour) })),
});

function shareOf({ answered }: Hour, tiers: readonly string[]): number | null {
  const all = Object.values(answered).reduce((sum, count) => sum + count, 0);
  return all === 0 ? null : tiers.reduce((sum, tier) => sum + (answered[tier] ?? 0), 0) / all;
}
