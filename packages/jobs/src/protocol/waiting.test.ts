import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOBODY } from '../documents/job-document.ts';
import { askedDeadline, askMembers, ownerWaits, sharedDeadline, type Waiting } from './waiting.ts';

const LAST = 1_000;
const time = fc.integer({ min: 0, max: 1_500 });
/** A wish is made within the job's life, and never exceeds it. */
const wish = fc.option(fc.integer({ min: 0, max: LAST }));
const job = fc.record({
  caller: fc.constantFrom('ada', NOBODY),
  asked_deadline_at: wish,
  deadline_at: fc.constant(LAST),
});
const member: fc.Arbitrary<Waiting> = fc.record({ waiting: fc.boolean(), deadline_at: wish });
const members = fc.array(member, { maxLength: 5 });

describe('when a job ends', () => {
  it('is never later than it may take, and never before anybody’s wish who waits', () => {
    fc.assert(
      fc.property(job, members, (one, all) => {
        const end = sharedDeadline(one, all);
        expect(end).toBeLessThanOrEqual(LAST);
        for (const { waiting, deadline_at } of all) {
          expect(!waiting || end >= (deadline_at ?? LAST)).toBe(true);
        }
        expect(one.caller === NOBODY || end >= (one.asked_deadline_at ?? LAST)).toBe(true);
      }),
    );
  });

  it('is one of the wishes, and the last of them', () => {
    fc.assert(
      fc.property(job, members, (one, all) => {
        const wishes = [
          ...all.filter(({ waiting }) => waiting).map(({ deadline_at }) => deadline_at ?? LAST),
          ...(one.caller === NOBODY ? [] : [one.asked_deadline_at ?? LAST]),
        ];
        expect(sharedDeadline(one, all)).toBe(wishes.length === 0 ? LAST : Math.max(...wishes));
      }),
    );
  });

  it('only grows when somebody joins, and only shrinks when somebody leaves', () => {
    fc.assert(
      fc.property(job, members, member, (one, all, other) => {
        fc.pre(all.some(({ waiting }) => waiting) || one.caller !== NOBODY);
        expect(sharedDeadline(one, [...all, { ...other, waiting: true }])).toBeGreaterThanOrEqual(
          sharedDeadline(one, all),
        );
      }),
    );
  });

  it('is known without its members unless the owner’s own wish has passed or its owner is gone', () => {
    fc.assert(
      fc.property(job, members, time, (one, all, now) => {
        const unread = now >= one.deadline_at;
        expect(askMembers(one, now) || now >= sharedDeadline(one, all)).toBe(unread || askMembers(one, now));
      }),
    );
  });

  it('has an owner who waits until its own wish, unless it is gone', () => {
    fc.assert(
      fc.property(job, time, (one, now) => {
        const inTime = one.asked_deadline_at === null || now < one.asked_deadline_at;
        expect(ownerWaits(one, now)).toBe(one.caller !== NOBODY && inTime);
      }),
    );
  });

  it('is so long after it was asked, and never after the last moment', () => {
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 1, max: 2_000 }), { nil: undefined }), time, (asked, now) => {
        expect(askedDeadline(asked, now, LAST)).toBe(asked === undefined ? null : Math.min(now + asked, LAST));
      }),
    );
  });
});
