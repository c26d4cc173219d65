import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy.ts';
import { nextStep, type Option } from './next-step.ts';

const option = (endpoint: string, more: Partial<Option<string>> = {}): Option<string> => ({
  endpoint,
  rank: 0,
  isHome: false,
  availability: 'free',
  backSoon: false,
  isCrowded: false,
  isOpen: false,
  share: 1,
  predictedMs: 1_000,
  ...more,
});
const context = (random = () => 0) => ({ policy: DEFAULT_POLICY.choice, random });

function stepOf(options: readonly Option<string>[], random?: () => number): string {
  const step = nextStep(options, context(random));
  if (step.kind === 'go') {
    return step.option.endpoint;
  }
  return step.kind === 'wait' ? `wait for ${step.options.map(({ endpoint }) => endpoint).join(', ')}` : 'nothing';
}

describe('nextStep', () => {
  it.each([
    ['the home one, though others are a little quicker', 1_600, 'home'],
    ['another, when the home one is clearly worse', 1_501 + 0.1, 'far'],
  ])('takes %s', (_, predictedMs, expected) => {
    const home = option('home', { isHome: true, predictedMs: expected === 'home' ? 1_499 : predictedMs });
    expect(stepOf([home, option('far')])).toBe(expected);
  });

  it('takes the better of two draws where nobody is preferred', () => {
    const options = [option('a', { predictedMs: 3_000 }), option('b', { predictedMs: 2_000 }), option('c')];
    const draws = [0, 0];
    expect(stepOf(options, () => draws.shift() ?? 0)).toBe('b');
  });

  it('puts open circuits last, by how much they still answer', () => {
    const sick = [option('sick', { isOpen: true, share: 0.1 }), option('ailing', { isOpen: true, share: 0.2 })];
    expect(stepOf([...sick, option('well', { predictedMs: 60_000 })])).toBe('well');
    expect(stepOf(sick)).toBe('ailing');
  });

  it('draws among sick ones that are equal, so that a dead one does not keep its place', () => {
    const sick = [option('a', { isOpen: true, share: 0 }), option('b', { isOpen: true, share: 0 })];
    const seen = [0.1, 0.9].map((luck) => stepOf(sick, () => luck));
    expect(new Set(seen)).toEqual(new Set(['a', 'b']));
  });

  it.each(['full', 'paced'] as const)('waits for a well one that is merely %s rather than ask a sick one', (busy) => {
    const options = [option('busy', { availability: busy }), option('sick', { isOpen: true })];
    expect(stepOf(options)).toBe('wait for busy');
  });

  it('asks the sick one when the line at the well one is long already', () => {
    const crowded = option('busy', { availability: 'full', isCrowded: true });
    expect(stepOf([crowded, option('sick', { isOpen: true })])).toBe('sick');
    expect(stepOf([crowded])).toBe('wait for busy');
  });

  it('asks the next model of the tier only when the one before is out', () => {
    const spare = option('spare', { rank: 1 });
    expect(stepOf([option('a', { availability: 'full' }), spare])).toBe('wait for a');
    expect(stepOf([option('a', { isOpen: true }), spare])).toBe('spare');
    expect(stepOf([option('a', { availability: 'cooling', backSoon: true }), spare])).toBe('spare');
    expect(stepOf([option('a', { predictedMs: 60_000 }), spare])).toBe('a');
  });

  it('waits for a cooldown only when nothing else is left, and not for a long one', () => {
    const cooling = option('cooling', { availability: 'cooling', backSoon: true });
    expect(stepOf([cooling, option('sick', { isOpen: true })])).toBe('sick');
    expect(stepOf([cooling])).toBe('wait for cooling');
    expect(stepOf([option('away', { availability: 'cooling' })])).toBe('nothing');
    expect(stepOf([])).toBe('nothing');
  });
});
