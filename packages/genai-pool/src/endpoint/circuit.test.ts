import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy.ts';
import { Circuit, type CircuitChange, type CircuitTicket } from './circuit.ts';

const policy = { ...DEFAULT_POLICY.circuit, jitter: 0 };

function createCircuit() {
  const changes: CircuitChange[] = [];
  const circuit = new Circuit(
    policy,
    () => 0.5,
    (change) => changes.push(change),
  );
  const call = (verdict: 'success' | 'failure' | 'neutral', now: number) =>
    circuit.record(circuit.enter(now, 0), verdict, now);
  const trip = (now: number) => {
    for (let i = 0; i < policy.consecutiveFailures; i += 1) {
      call('failure', now);
    }
  };
  return { circuit, changes, call, trip };
}

describe('Circuit', () => {
  it.each([
    { name: '0.1 rps', gapMs: 10_000 },
    { name: '100 rps', gapMs: 10 },
  ])('opens after the same five failures in a row at $name', ({ gapMs }) => {
    const { circuit, call } = createCircuit();
    for (let i = 0; i < 4; i += 1) {
      call('failure', i * gapMs);
    }
    expect(circuit.admits(4 * gapMs)).toBe('pass');
    call('failure', 4 * gapMs);
    expect(circuit.admits(4 * gapMs)).toBe('no');
  });

  it('opens when half of the window fails, though never five in a row', () => {
    const { circuit, call } = createCircuit();
    for (let i = 0; i < 5; i += 1) {
      call('success', 0);
      call('failure', 0);
    }
    expect(circuit.snapshot(0).state).toBe('open');
  });

  it('does not count neutral outcomes', () => {
    const { circuit, call } = createCircuit();
    for (let i = 0; i < 100; i += 1) {
      call('neutral', 0);
    }
    expect(circuit.snapshot(0).state).toBe('closed');
  });

  it('lets one probe through and needs three successes to close', () => {
    const { circuit, changes, call, trip } = createCircuit();
    trip(0);
    const now = policy.openMs;
    const probe = circuit.enter(now, 0);
    expect(circuit.admits(now)).toBe('no');
    circuit.record(probe, 'success', now);
    call('success', now);
    expect(circuit.snapshot(now).state).toBe('half_open');
    call('success', now);
    expect(changes.map((change) => change.to)).toEqual(['open', 'half_open', 'closed']);
  });

  it('gives a probe place back after a neutral outcome', () => {
    const { circuit, call, trip } = createCircuit();
    trip(0);
    call('neutral', policy.openMs);
    expect(circuit.admits(policy.openMs)).toBe('probe');
  });

  it('reopens for twice as long after each failed probe, up to the cap', () => {
    const { circuit, changes, call, trip } = createCircuit();
    trip(0);
    let now = 0;
    for (let i = 0; i < 5; i += 1) {
      now = circuit.admitsAt(now);
      call('failure', now);
    }
    const opened = changes.filter((change) => change.to === 'open').map((change) => change.openForMs);
    expect(opened).toEqual([5_000, 10_000, 20_000, 30_000, 30_000, 30_000]);
  });

  it('forgets earlier openings only after a run of successes', () => {
    const { circuit, changes, call, trip } = createCircuit();
    const recover = () => {
      const now = circuit.admitsAt(0);
      for (let i = 0; i < policy.successesToClose; i += 1) {
        call('success', now);
      }
      return now;
    };
    trip(0);
    trip(recover());
    const now = recover();
    for (let i = 0; i < policy.forgiveAfterSuccesses; i += 1) {
      call('success', now);
    }
    trip(now);
    const opened = changes.filter((change) => change.to === 'open').map((change) => change.openForMs);
    expect(opened).toEqual([5_000, 10_000, 5_000]);
  });

  it('fails a probe that never reports at its deadline, and ignores it later', () => {
    const { circuit, changes, trip } = createCircuit();
    trip(0);
    const probe = circuit.enter(policy.openMs, 0);
    const deadline = policy.openMs + policy.probeDeadlineMs;
    expect(circuit.admits(deadline - 1)).toBe('no');
    expect(circuit.admits(deadline)).toBe('no');
    expect(changes.at(-1)?.reason).toBe('probe_lost');
    circuit.record(probe, 'success', deadline + 1);
    expect(circuit.snapshot(deadline + 1).state).toBe('open');
  });

  it('stretches the probe deadline for an endpoint that is slow by nature', () => {
    const { circuit, trip } = createCircuit();
    trip(0);
    expect(circuit.enter(policy.openMs, 10_000).probeDeadline).toBe(policy.openMs + 30_000);
  });

  it('ignores results of calls that began before the last transition', () => {
    const { circuit, call, trip } = createCircuit();
    const stale = Array.from({ length: 50 }, () => circuit.enter(0, 0));
    trip(0);
    const now = policy.openMs;
    const probe = circuit.enter(now, 0);
    for (const ticket of stale) {
      circuit.record(ticket, ticket === stale[0] ? 'success' : 'failure', now);
    }
    expect(circuit.snapshot(now).state).toBe('half_open');
    circuit.record(probe, 'success', now);
    call('success', now);
    call('success', now);
    for (const ticket of stale) {
      circuit.record(ticket, 'failure', now);
    }
    expect(circuit.snapshot(now)).toEqual({ state: 'closed', retryInMs: 0, failuresInRow: 0 });
  });

  it('never has two probes out, whatever 10,000 arrivals and their outcomes do', () => {
    const step = fc.record({
      waitMs: fc.constantFrom(0, 0, 0, 1, 500, 6_000),
      finish: fc.nat(),
      verdict: fc.constantFrom('success', 'failure', 'neutral'),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1_000, maxLength: 1_000 }), (steps) => {
        const { circuit, trip } = createCircuit();
        const out: CircuitTicket[] = [];
        let now = 0;
        trip(now);
        for (const { waitMs, finish, verdict } of steps) {
          now += waitMs;
          const admitted = circuit.admits(now);
          const probesOut = out.filter(
            (t) => t.generation === circuit.generation && t.probeDeadline !== null && now < t.probeDeadline,
          );
          if (admitted === 'probe') {
            expect(probesOut).toEqual([]);
          }
          if (admitted !== 'no') {
            out.push(circuit.enter(now, 0));
          }
          const [ticket] = finish % 3 === 0 ? out.splice(finish % Math.max(1, out.length), 1) : [];
          if (ticket === undefined) {
            continue;
          }
          const before = { generation: circuit.generation, snapshot: circuit.snapshot(now) };
          circuit.record(ticket, verdict, now);
          if (ticket.generation !== before.generation) {
            expect({ generation: circuit.generation, snapshot: circuit.snapshot(now) }).toEqual(before);
          }
        }
      }),
      { numRuns: 10 },
    );
  });
});
