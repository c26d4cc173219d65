import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DeadlineLine, type Place } from './deadline-line.ts';

it('serves the most urgent first, equals in the order in which they came, whoever leaves in between', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('join' as const), deadline: fc.nat(5) }),
    fc.record({ kind: fc.constant('leave' as const), which: fc.nat(20) }),
    fc.record({ kind: fc.constant('serve' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const line = new DeadlineLine<number>();
      let expected: { id: number; deadline: number; place: Place<number> }[] = [];
      let id = 0;
      for (const action of steps) {
        if (action.kind === 'join') {
          const place = line.join(id, action.deadline);
          expected.push({ id, deadline: action.deadline, place });
          expected.sort((a, b) => a.deadline - b.deadline || a.id - b.id);
          id += 1;
        } else {
          const at = action.kind === 'serve' ? 0 : action.which % Math.max(1, expected.length);
          const [gone] = expected.slice(at, at + 1);
          if (gone !== undefined) {
            line.leave(gone.place);
            line.leave(gone.place);
            expected = expected.filter((other) => other !== gone);
          }
        }
        expect([line.first, line.length]).toEqual([expected[0]?.id ?? null, expected.length]);
      }
    }),
  );
});
