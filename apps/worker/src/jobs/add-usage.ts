import type { Usage } from '@sets/contract';

/** The sum over a job's runs; model and location are those of the last. An unpriced call makes the cost unknown. */
export function addUsage(earlier: Usage | null, usage: Usage): Usage {
  if (earlier === null) {
    return usage;
  }
  return {
    ...usage,
    input_tokens: earlier.input_tokens + usage.input_tokens,
    output_tokens: earlier.output_tokens + usage.output_tokens,
    model_calls: earlier.model_calls + usage.model_calls,
    cost_usd: earlier.cost_usd === null || usage.cost_usd === null ? null : earlier.cost_usd + usage.cost_usd,
  };
}
