import { createManualClock } from '@sets/clock/testing';
import { ProblemError } from '@sets/contract';
import { noTracing } from '@sets/service-kit';
import { describe, expect, it } from 'vitest';
import { type CallContext, call, createCallContext, type SpanHook } from './call.ts';

const TIMEOUT_MS = 5_000;
const FROM_GOOGLE = { unavailable: 14, permissionDenied: 7, failedPrecondition: 9 };
const failure = (code: number): Error => Object.assign(new Error('from Google'), { code });

function setUp(span: SpanHook = noTracing.span) {
  const clock = createManualClock();
  const context: CallContext = createCallContext({ clock, timeoutMs: TIMEOUT_MS, span });
  return { clock, context, outage: context.outage };
}

describe('a call', () => {
  it('hands the answer through, and notes the time that it tells', async () => {
    const { clock, context } = setUp();
    const answer = await call(context, { name: 'x.read', kind: 'read', run: async () => 7, timeOf: () => 1_000 });
    expect([answer, context.serverTime.now()]).toEqual([7, 1_000]);
    clock.advance(5);
    expect(context.serverTime.now()).toBe(1_005);
  });

  it('waits so long and no longer, whatever goes on below', async () => {
    const { clock, context, outage } = setUp();
    const calling = call(context, { name: 'x.read', kind: 'read', run: () => new Promise<never>(() => {}) });
    clock.advance(TIMEOUT_MS - 1);
    expect(outage.suspected).toBe(false);
    clock.advance(1);
    await expect(calling).rejects.toMatchObject({
      ...{ code: 'storage_unavailable', retryAfterS: 5 },
      cause: { name: 'StoreTimeoutError', message: 'x.read: no answer within 5000 ms' },
    });
    expect([outage.suspected, clock.pendingTimers]).toEqual([true, 0]);
  });

  it('leaves no timer behind', async () => {
    const { clock, context } = setUp();
    await call(context, { name: 'x.read', kind: 'read', run: async () => 7 });
    await call(context, { name: 'x.read', kind: 'read', run: () => Promise.reject(new Error('no')) }).catch(() => {});
    expect(clock.pendingTimers).toBe(0);
  });

  it('makes a problem that may pass of silence, and suspects an outage until the service has spoken again', async () => {
    const { context, outage } = setUp();
    const silent = failure(FROM_GOOGLE.unavailable);
    const calling = call(context, { name: 'x.read', kind: 'read', run: () => Promise.reject(silent) });
    await expect(calling).rejects.toMatchObject({ code: 'storage_unavailable', retryable: true, cause: silent });
    expect(outage.suspected).toBe(true);
    const refused = failure(FROM_GOOGLE.failedPrecondition);
    await expect(call(context, { name: 'x.commit', kind: 'write', run: () => Promise.reject(refused) })).rejects.toBe(
      refused,
    );
    expect(outage.suspected).toBe(false);
  });

  it('suspects no outage because a write waits', async () => {
    const { context, outage } = setUp();
    const silent = failure(FROM_GOOGLE.unavailable);
    const calling = call(context, { name: 'x.commit', kind: 'write', run: () => Promise.reject(silent) });
    await expect(calling).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(outage.suspected).toBe(false);
  });

  it('forgets a suspicion that nobody has confirmed for a while', async () => {
    const { clock, context, outage } = setUp();
    await call(context, {
      name: 'x.read',
      kind: 'read',
      run: () => Promise.reject(failure(FROM_GOOGLE.unavailable)),
    }).catch(() => {});
    clock.advance(10_000);
    expect(outage.suspected).toBe(false);
  });

  it.each([
    ['a right that is missing', failure(FROM_GOOGLE.permissionDenied)],
    ['what its own code has thrown', new ProblemError('job_shared')],
  ])('throws %s as it came, and learns nothing of an outage from it', async (_what, error) => {
    const { context, outage } = setUp();
    await expect(call(context, { name: 'x.read', kind: 'read', run: () => Promise.reject(error) })).rejects.toBe(error);
    expect(outage.suspected).toBe(false);
  });

  it('tells a span its name, its attributes and how it ended', async () => {
    const seen: unknown[] = [];
    const { context } = setUp(async (name, attributes, run) => {
      try {
        const answer = await run();
        seen.push([name, attributes, 'answered']);
        return answer;
      } catch (error) {
        seen.push([name, attributes, error instanceof ProblemError ? error.code : 'other']);
        throw error;
      }
    });
    await call(context, { name: 'x.commit', kind: 'write', attributes: { purpose: 'claim' }, run: async () => 1 });
    await call(context, {
      name: 'x.read',
      kind: 'read',
      run: () => Promise.reject(failure(FROM_GOOGLE.unavailable)),
    }).catch(() => {});
    expect(seen).toEqual([
      ['x.commit', { purpose: 'claim' }, 'answered'],
      ['x.read', {}, 'storage_unavailable'],
    ]);
  });
});
