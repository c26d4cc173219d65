import { describe, expect, it } from 'vitest';
import { byProximity, estimateRttMs } from './proximity.ts';

describe('proximity', () => {
  it.each([
    ['us-central1', 'us-east1', 33],
    ['us-central1', 'europe-west1', 105],
    ['us-central1', 'asia-southeast1', 205],
    ['us-east1', 'europe-west1', 92],
    ['europe-west1', 'asia-southeast1', 165],
  ])('estimates %s to %s within a third of the measured %i ms', (from, to, measured) => {
    const estimate = estimateRttMs(from, to);
    expect(estimate).toBe(estimateRttMs(to, from));
    expect(Math.abs(estimate - measured) / measured).toBeLessThan(1 / 3);
  });

  it('orders locations from the nearest on', () => {
    const all = ['asia-southeast1', 'europe-west1', 'us-east1', 'us-central1'];
    expect(byProximity('us-central1', all)).toEqual(['us-central1', 'us-east1', 'europe-west1', 'asia-southeast1']);
    expect(byProximity('europe-west4', ['us', 'eu', 'global'])).toEqual(['eu', 'global', 'us']);
    expect(byProximity('asia-northeast1', ['us', 'eu', 'global'])[0]).toBe('global');
  });

  it('takes a location that it does not know to be far', () => {
    expect(byProximity('us-central1', ['moon-base1', 'asia-southeast1'])).toEqual(['asia-southeast1', 'moon-base1']);
  });
});
