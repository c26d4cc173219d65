import { PoolConfigError } from './failure/errors.ts';
import type { PoolPolicy } from './policy.ts';

type Check = readonly [isRight: boolean, name: string, expected: string];

const positive = (name: string, value: number): Check => [Number.isFinite(value) && value > 0, name, 'above 0'];
const notNegative = (name: string, value: number): Check => [Number.isFinite(value) && value >= 0, name, '0 or more'];
const share = (name: string, value: number): Check => [
  Number.isFinite(value) && value >= 0 && value <= 1,
  name,
  'between 0 and 1',
];
const count = (name: string, value: number, least = 0): Check => [
  Number.isInteger(value) && value >= least,
  name,
  `a whole number, ${least} or more`,
];

/** @throws PoolConfigError that names every value with which the pool would do something that nobody means. */
export function checkPolicy(policy: PoolPolicy, endpoints: readonly { model: string; location: string }[]): void {
  const faults = [
    ...checkCircuit(policy),
    ...checkTimes(policy),
    ...checkLimits(policy),
    ...checkBudgets(policy),
    ...checkQuotas(policy, endpoints),
  ].filter(([isRight]) => !isRight);
  if (faults.length > 0) {
    const list = faults.map(([, name, expected]) => `${name} must be ${expected}`);
    throw new PoolConfigError(`the policy cannot work: ${list.join('; ')}`);
  }
}

function checkCircuit({ circuit }: PoolPolicy): Check[] {
  const weights = (['weight', 'probeWeight'] as const).map(
    (key): Check => [circuit[key] > 0 && circuit[key] < 1, `circuit.${key}`, 'between 0 and 1'],
  );
  return [
    ...weights,
    [0 < circuit.openBelow && circuit.openBelow <= circuit.closeFrom, 'circuit.openBelow', 'above 0, up to closeFrom'],
    [circuit.closeFrom < 1, 'circuit.closeFrom', 'below 1'],
    positive('circuit.probeEveryMs', circuit.probeEveryMs),
    share('circuit.probeShare', circuit.probeShare),
    notNegative('circuit.probeBurst', circuit.probeBurst),
    notNegative('circuit.jitter', circuit.jitter),
  ];
}

function checkTimes({ late, outage, cooldown, latency, choice, ...policy }: PoolPolicy): Check[] {
  return [
    [late.times >= 1 && Number.isFinite(late.times), 'late.times', '1 or more'],
    positive('late.unknownMs', late.unknownMs),
    positive('late.minMs', late.minMs),
    count('late.minimumSamples', late.minimumSamples, 1),
    positive('outage.afterMs', outage.afterMs),
    positive('outage.callsPerS', outage.callsPerS),
    count('outage.burst', outage.burst, 1),
    [0 < cooldown.minMs && cooldown.minMs <= cooldown.maxMs, 'cooldown.minMs', 'above 0, up to maxMs'],
    positive('cooldown.maxMs', cooldown.maxMs),
    [0 < cooldown.firstMs && cooldown.firstMs <= cooldown.doublingMaxMs, 'cooldown.firstMs', 'up to doublingMaxMs'],
    positive('cooldown.doublingMaxMs', cooldown.doublingMaxMs),
    notNegative('cooldown.maxWaitMs', cooldown.maxWaitMs),
    count('cooldown.maxPerRequest', cooldown.maxPerRequest, 1),
    positive('cooldown.notServedMs', cooldown.notServedMs),
    [latency.weight > 0 && latency.weight <= 1, 'latency.weight', 'above 0, up to 1'],
    positive('latency.priorMs', latency.priorMs),
    positive('latency.staleMs', latency.staleMs),
    [choice.clearlyWorseRatio >= 1, 'choice.clearlyWorseRatio', '1 or more'],
    notNegative('choice.clearlyWorseMs', choice.clearlyWorseMs),
    positive('choice.easyShare', choice.easyShare),
    positive('attemptTimeoutMs', policy.attemptTimeoutMs),
    positive('deadlineMs', policy.deadlineMs),
  ];
}

function checkLimits({ concurrency, pacing, maxWaiting }: PoolPolicy): Check[] {
  const { slowness } = concurrency;
  return [
    count('concurrency.max', concurrency.max, 1),
    share('concurrency.decrease', concurrency.decrease),
    share('concurrency.episodeFloor', concurrency.episodeFloor),
    positive('concurrency.stepMs', concurrency.stepMs),
    count('concurrency.stepSuccesses', concurrency.stepSuccesses, 1),
    count('concurrency.stepDoublings', concurrency.stepDoublings),
    count('concurrency.slowness.batch', slowness.batch, 1),
    [slowness.slowRatio > 1 && Number.isFinite(slowness.slowRatio), 'concurrency.slowness.slowRatio', 'above 1'],
    [
      slowness.quickRatio >= 1 && slowness.quickRatio <= slowness.slowRatio,
      'concurrency.slowness.quickRatio',
      'between 1 and slowRatio',
    ],
    share('concurrency.slowness.leastShare', slowness.leastShare),
    share('concurrency.slowness.helpedRatio', slowness.helpedRatio),
    notNegative('pacing.minIntervalMs', pacing.minIntervalMs),
    count('maxWaiting', maxWaiting),
  ];
}

function checkBudgets({ retry, hedge }: PoolPolicy): Check[] {
  return [
    share('retry.share', retry.share),
    notNegative('retry.burst', retry.burst),
    positive('retry.delayMs', retry.delayMs),
    share('retry.jitter', retry.jitter),
    count('retry.maxRepeats', retry.maxRepeats),
    [hedge.quantile > 0 && hedge.quantile < 1, 'hedge.quantile', 'between 0 and 1'],
    [hedge.multiplier >= 1 && Number.isFinite(hedge.multiplier), 'hedge.multiplier', '1 or more'],
    count('hedge.minimumSamples', hedge.minimumSamples, 1),
    share('hedge.share', hedge.share),
    notNegative('hedge.burst', hedge.burst),
    notNegative('hedge.suppressAfter429Ms', hedge.suppressAfter429Ms),
  ];
}

/** A quota of a model that nobody asks is a typing error that would go unnoticed until the bill. */
const checkQuotas = ({ quotas }: PoolPolicy, endpoints: readonly { model: string; location: string }[]): Check[] =>
  quotas.flatMap(({ model, location, tokensPerMinute }, index) => {
    const ofModel = endpoints.filter((endpoint) => endpoint.model === model);
    const isThere = location === undefined || ofModel.some((endpoint) => endpoint.location === location);
    return [
      [ofModel.length > 0, `quotas[${index}].model`, 'the model of an endpoint'],
      [isThere, `quotas[${index}].location`, 'the location of an endpoint of that model'],
      positive(`quotas[${index}].tokensPerMinute`, tokensPerMinute),
    ];
  });
