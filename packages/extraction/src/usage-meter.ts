import { ProblemError, type Usage } from '@sets/contract';
import type { Generated } from './generate.ts';
import type { ModelFacts } from './models/catalogue.ts';
import { chargeOf, costOf } from './models/cost-of.ts';

/** Counts what one extraction spends, and keeps it within the calls that its job has left. */
export interface UsageMeter {
  /** Calls that may still be started. */
  callsLeft(): number;
  /** Takes one call; throws `attempts_exhausted` when none is left. */
  start(): void;
  /** Gives it back: the model never answered. */
  refund(): void;
  add(generated: Generated): void;
  /** The sum so far; model and location are those of `used`. */
  total(used: Pick<Generated, 'model' | 'location'> | null): Usage;
  /** What all of it counts for where spending is bounded, in US dollars; never unknown. */
  charged(): number;
}

export function createUsageMeter(limits: {
  readonly calls: number;
  readonly catalogue: readonly ModelFacts[];
  readonly now: () => number;
}): UsageMeter {
  let [started, answered, inputTokens, outputTokens] = [0, 0, 0, 0];
  let costUsd: number | null = 0;
  let chargedUsd = 0;
  return {
    callsLeft: () => limits.calls - started,
    start() {
      if (started >= limits.calls) {
        throw new ProblemError('attempts_exhausted', { detail: 'Its model calls are used up.', retryable: false });
      }
      started++;
    },
    refund() {
      started--;
    },
    add({ answer, model, location }) {
      answered++;
      inputTokens += answer.usage.inputTokens;
      outputTokens += answer.usage.outputTokens;
      const call = { model, location, usage: answer.usage };
      const cost = costOf(limits.catalogue, call, limits.now());
      chargedUsd += chargeOf(limits.catalogue, call, limits.now());
      costUsd = cost === null || costUsd === null ? null : costUsd + cost;
    },
    charged: () => chargedUsd,
    total: (used) => ({
      model: used?.model ?? null,
      region: used?.location ?? null,
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      model_calls: answered,
      cost_usd: costUsd,
    }),
  };
}
