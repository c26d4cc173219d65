import { expect, it } from 'vitest';
import { MODEL_CATALOGUE, type ModelFacts } from './catalogue.ts';
import { describeModels, modelWarnings } from './describe-models.ts';
import { planModels } from './model-plan.ts';

const facts = (retirement: ModelFacts['retirement']): ModelFacts => ({
  model: 'm',
  locations: ['us'],
  retirement,
  thinking: { allowed: ['LOW'], set: 'LOW' },
  maxInputTokens: 1,
  maxOutputTokens: 1,
  prices: [],
});
const planOf = (locations: readonly string[], catalogue: readonly ModelFacts[]) =>
  planModels({
    tiers: { small: [{ model: 'm', locations }], large: [{ model: 'm', locations }] },
    regions: ['us-central1'],
    allowedLocations: [],
    withApiKey: false,
    catalogue,
  });
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const warningsOn = (day: string, retirement: ModelFacts['retirement']): string[] =>
  modelWarnings(planOf([], [facts(retirement)]), at(day), [facts(retirement)]);

it.each([
  ['61 days before', '2027-05-20', true, []],
  ['60 days before', '2027-05-21', true, ['m is retired on 2027-07-20, in 60 days.']],
  ['60 days before the earliest day', '2027-05-21', false, ['m may be retired on 2027-07-20, in 60 days.']],
  ['on the day', '2027-07-20', true, ['m was retired on 2027-07-20.']],
  ['long after the earliest day', '2028-01-01', false, ['m may have been retired on 2027-07-20.']],
])('warns of a retirement: %s', (_when, day, firm, warnings) => {
  expect(warningsOn(day, { on: '2027-07-20', firm })).toEqual(warnings);
});

it('has nothing to say of a model without an announced end', () => {
  expect(warningsOn('2099-01-01', null)).toEqual([]);
});

it('marks and names what the table does not list', () => {
  const catalogue = [facts(null)];
  const plan = planOf(['us', 'mars'], catalogue);
  expect(describeModels(plan, catalogue)[0]).toEqual({
    tier: 'small',
    model: 'm',
    locations: ['us', 'mars?'],
    excluded: [],
    thinking: 'LOW',
    retires_on: null,
  });
  expect(modelWarnings(plan, 0, catalogue)).toEqual(['m is not known to be served at mars, only at us.']);
  expect(modelWarnings(plan, 0, MODEL_CATALOGUE)[0]).toContain('m is not in the table');
});
