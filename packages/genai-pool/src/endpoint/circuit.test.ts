import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy.ts';
import { Circuit } from './circuit.ts';

const policy = DEFAULT_POLICY.circuit;

function createCircuit() {
  const changes: string[] = [];
  const circuit = new Circuit(
    policy,
    () => 0,
    0,
    ({ from, to, reason }) => changes.push(`${from} > ${to}: ${reason}`),
  );
  const fail = (times: number, now = 10) => {
    for (let i = 0; i < times; i += 1) {
      circuit.blame(now, now);
    }
  };
  return { circuit, changes, fail };
}

describe('Circuit', () => {
  it('opens after five failures, and closes after three answers to calls that have seen it open', () => {
    const { circuit, changes, fail } = createCircuit();
    fail(4);
    expect(circuit.isOpen).toBe(false);
    fail(1);
    expect(circuit.isOpen).toBe(true);
    for (const at of [20, 21]) {
      circuit.onAnswer(at, true, at);
    }
    expect(circuit.isOpen).toBe(false);
    expect(changes).toEqual(['closed > open: failures', 'open > closed: answers']);
  });

  it('needs more answers the longer it has failed', () => {
    const { circuit, fail } = createCircuit();
    fail(20);
    fail(20, 30);
    circuit.onAnswer(40, true, 40);
    circuit.onAnswer(41, true, 41);
    expect(circuit.isOpen).toBe(true);
    circuit.onAnswer(42, true, 42);
    expect(circuit.isOpen).toBe(false);
  });

  it('learns nothing from calls that began before it last changed', () => {
    const { circuit, fail } = createCircuit();
    fail(5, 100);
    for (let i = 0; i < 50; i += 1) {
      circuit.onAnswer(99, true, 101);
    }
    expect(circuit.isOpen).toBe(true);
    expect(circuit.answeredAt).toBe(101);
    circuit.beginProbe(200);
    circuit.endProbe(true, 201);
    expect(circuit.isOpen).toBe(false);
    for (let i = 0; i < 50; i += 1) {
      circuit.blame(150, 202);
    }
    expect(circuit.isOpen).toBe(false);
  });

  it('takes a failure back to what it was worth by then', () => {
    const { circuit, fail } = createCircuit();
    const debt = circuit.blame(1, 1);
    const other = createCircuit();
    for (const { circuit: c } of [{ circuit }, other]) {
      c.blame(2, 2);
      c.onAnswer(3, true, 3);
    }
    circuit.forgive(debt);
    // Without the failure there would have been one verdict less: forgiving makes it neutral, not a success.
    expect(circuit.share).toBeCloseTo(other.circuit.share, 10);
    fail(3);
    const last = circuit.blame(10, 10);
    expect(circuit.isOpen).toBe(true);
    circuit.forgive(last);
    expect(circuit.isOpen).toBe(false);
  });

  it('opens at once where a call was silent and nobody else was answered, and not where somebody was', () => {
    const { circuit, changes } = createCircuit();
    circuit.onAnswer(5, true, 20);
    expect(circuit.blameSilence(10, 30)).toBe(false);
    expect(circuit.isOpen).toBe(false);
    expect(circuit.blameSilence(25, 60)).toBe(true);
    expect(changes).toEqual(['closed > open: silent']);
    circuit.beginProbe(70);
    circuit.endProbe(true, 71);
    expect(circuit.isOpen).toBe(false);
  });

  it('asks for a probe now and then while it is open, one at a time', () => {
    const { circuit, fail } = createCircuit();
    expect(circuit.probeIsDue(1e9)).toBe(false);
    fail(5, 1_000);
    expect(circuit.probeIsDue(4_999)).toBe(false);
    expect(circuit.probeIsDue(5_000)).toBe(true);
    circuit.beginProbe(5_000);
    expect(circuit.state).toBe('half_open');
    expect(circuit.probeIsDue(1e9)).toBe(false);
    circuit.endProbe(false, 6_000);
    expect(circuit.state).toBe('open');
    expect(circuit.probeIsDue(8_999)).toBe(false);
    circuit.beginProbe(9_000);
    circuit.endProbe(null, 9_100);
    expect(circuit.probeIsDue(9_100)).toBe(true);
  });

  it('keeps its share between 0 and 1, and its state true to it, whatever happens in whatever order', () => {
    const event = fc.record({
      kind: fc.constantFrom('answer', 'late answer', 'blame', 'silence', 'forgive', 'probe', 'end probe'),
      wait: fc.nat(6_000),
      age: fc.nat(20_000),
      luck: fc.constantFrom(true, false, null),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), (events) => {
        const { circuit } = createCircuit();
        const debts: ReturnType<Circuit['blame']>[] = [];
        let now = 0;
        for (const { kind, wait, age, luck } of events) {
          now += wait;
          if (kind === 'answer' || kind === 'late answer') {
            circuit.onAnswer(now - age, kind === 'answer', now);
          } else if (kind === 'blame') {
            debts.push(circuit.blame(now - age, now));
          } else if (kind === 'silence') {
            circuit.blameSilence(now - age, now);
          } else if (kind === 'forgive') {
            const debt = debts.pop();
            if (debt !== undefined) {
              circuit.forgive(debt);
            }
          } else if (kind === 'probe' && circuit.probeIsDue(now)) {
            circuit.beginProbe(now);
          } else {
            circuit.endProbe(luck, now);
          }
          expect(circuit.share).toBeGreaterThanOrEqual(0);
          expect(circuit.share).toBeLessThanOrEqual(1);
          expect(circuit.isOpen ? circuit.share < policy.closeFrom : circuit.share >= policy.openBelow).toBe(true);
        }
      }),
    );
  });
});
