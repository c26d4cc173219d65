import { createManualClock } from '@sets/clock/testing';
import { ProblemError } from '@sets/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHostGate, type HostVisit } from './host-gate.ts';

function gateWith(slotsPerHost = 2, slotsInAll = 20) {
  const clock = createManualClock();
  return { clock, gate: createHostGate({ clock, slotsPerHost, slotsInAll }) };
}
const at = (host: string): URL => new URL(`https://${host}/squats.mp4`);

function codeOf(work: () => void): string {
  try {
    work();
    return 'entered';
  } catch (error) {
    return error instanceof ProblemError ? error.code : 'another';
  }
}

describe('places at a host', () => {
  it('are those of all names below one that can be bought', () => {
    const { gate } = gateWith();
    const names = ['a.example.com', 'b.example.com', 'c.d.example.com', 'example.org', 'a.example.co.uk'];
    const codes = names.map((name, index) => codeOf(() => gate.visit().enter(at(name), [`203.0.113.${index}`])));
    expect(codes).toEqual(['entered', 'entered', 'host_busy', 'entered', 'entered']);
  });

  it('are those of all names behind one address, twice as many', () => {
    const { gate } = gateWith();
    const codes = Array.from({ length: 6 }, (_, index) =>
      codeOf(() => gate.visit().enter(at(`host-${index}.com`), ['203.0.113.7'])),
    );
    expect(codes).toEqual(['entered', 'entered', 'entered', 'entered', 'host_busy', 'host_busy']);
  });

  it('are not more than a part of all, whatever hosts are made up', () => {
    const { gate } = gateWith(2, 5);
    const codes = Array.from({ length: 8 }, (_, index) =>
      codeOf(() => gate.visit().enter(at(`host-${index}.com`), [`203.0.113.${index}`])),
    );
    expect(codes.filter((code) => code === 'entered')).toHaveLength(5);
    expect(gate.taken).toBe(5);
  });

  it('come back whole, whatever visits do', () => {
    const host = fc.constantFrom('a.com', 'x.a.com', 'b.org', '203.0.113.9');
    const address = fc.constantFrom('203.0.113.1', '203.0.113.2');
    const step = fc.record({ host, address, visit: fc.nat(9), leaves: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { gate } = gateWith(2, 6);
        const visits = Array.from({ length: 10 }, () => gate.visit());
        for (const { host: name, address: one, visit, leaves } of steps) {
          const which = visits[visit] as HostVisit;
          if (leaves) {
            which.leave('unknown');
          } else {
            codeOf(() => which.enter(at(name), [one]));
          }
          expect(gate.taken).toBeLessThanOrEqual(6);
        }
        for (const visit of visits) {
          visit.leave('unknown');
        }
        expect(gate.taken).toBe(0);
        expect(codeOf(() => gate.visit().enter(at('a.com'), ['203.0.113.1']))).toBe('entered');
        expect(codeOf(() => gate.visit().enter(at('a.com'), ['203.0.113.1']))).toBe('entered');
      }),
    );
  });
});

describe('a host that stays silent', () => {
  function silence(gate: ReturnType<typeof gateWith>['gate'], name: string): void {
    const visit = gate.visit();
    visit.enter(at(name), ['203.0.113.1']);
    visit.leave('silent');
  }

  it('is not asked for a minute after three silences in a row, and others behind its address are', () => {
    const { gate, clock } = gateWith();
    silence(gate, 'silent.com');
    silence(gate, 'a.silent.com');
    silence(gate, 'b.silent.com');
    expect(codeOf(() => gate.visit().enter(at('c.silent.com'), ['203.0.113.1']))).toBe('host_unresponsive');
    expect(codeOf(() => gate.visit().enter(at('other.com'), ['203.0.113.1']))).toBe('entered');
    clock.advance(60_000);
    silence(gate, 'silent.com');
    expect(codeOf(() => gate.visit().enter(at('silent.com'), ['203.0.113.1']))).toBe('host_unresponsive');
  });

  it('is forgiven as soon as it answers', () => {
    const { gate } = gateWith();
    silence(gate, 'slow.com');
    silence(gate, 'slow.com');
    const visit = gate.visit();
    visit.enter(at('slow.com'), []);
    visit.leave('answered');
    silence(gate, 'slow.com');
    expect(codeOf(() => gate.visit().enter(at('slow.com'), []))).toBe('entered');
  });
});
