import { type Clock, isoTime } from '@sets/clock';
import type { HttpSender } from './http-send.ts';
import type { TokenIssuer } from './oidc-tokens.ts';

/** A Cloud Scheduler job with an HTTP target: POSTs `{}` as JSON with an OIDC token. */
export interface Schedule {
  readonly name: string;
  /** Runs at multiples of this on the clock, as cron does. */
  readonly everyMs: number;
  readonly url: string;
  readonly audience: string;
  readonly serviceAccountEmail: string;
}

export interface SchedulerDeps {
  readonly clock: Clock;
  readonly sender: HttpSender;
  readonly tokens: TokenIssuer;
}

export interface Scheduler {
  /** Runs by schedule name and outcome: `ok` or `failed`. */
  runs(): Readonly<Record<string, { readonly ok: number; readonly failed: number }>>;
  stop(): Promise<void>;
}

/** Cloud Scheduler's default attempt deadline for HTTP targets. */
const ATTEMPT_DEADLINE_MS = 180_000;

/** Like Cloud Scheduler: no retries unless configured, and a job never runs beside itself. */
export function startScheduler(schedules: readonly Schedule[], { clock, sender, tokens }: SchedulerDeps): Scheduler {
  const stopping = new AbortController();
  const runs: Record<string, { ok: number; failed: number }> = {};
  const cancels = new Map<string, () => void>();
  const running = new Map<string, Promise<void>>();

  async function run(schedule: Schedule, scheduledFor: number): Promise<void> {
    const token = await tokens.issue(schedule);
    const outcome = await sender.send(
      {
        url: schedule.url,
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': 'Google-Cloud-Scheduler',
          'X-CloudScheduler': 'true',
          'X-CloudScheduler-JobName': schedule.name,
          'X-CloudScheduler-ScheduleTime': isoTime(scheduledFor),
          Authorization: `Bearer ${token}`,
        },
        body: Buffer.from('{}'),
        deadlineMs: ATTEMPT_DEADLINE_MS,
      },
      stopping.signal,
    );
    const counts = runs[schedule.name] ?? { ok: 0, failed: 0 };
    runs[schedule.name] = counts;
    if (outcome.kind === 'response' && outcome.status >= 200 && outcome.status < 300) {
      counts.ok += 1;
    } else {
      counts.failed += 1;
    }
  }

  function arm(schedule: Schedule) {
    const next = (Math.floor(clock.now() / schedule.everyMs) + 1) * schedule.everyMs;
    const tick = () => {
      if (stopping.signal.aborted) {
        return;
      }
      arm(schedule);
      if (running.has(schedule.name)) {
        return;
      }
      const work = run(schedule, next).finally(() => running.delete(schedule.name));
      running.set(schedule.name, work);
    };
    // One millisecond late rather than early: an early timer would run the same minute twice.
    cancels.set(schedule.name, clock.schedule(tick, next - clock.now() + 1));
  }

  for (const schedule of schedules) {
    arm(schedule);
  }

  return {
    runs: () => structuredClone(runs),
    async stop() {
      stopping.abort();
      for (const cancel of cancels.values()) {
        cancel();
      }
      await Promise.all(running.values());
    },
  };
}
