import { describe, expect, it } from 'vitest';
import { fitSchema } from './fit-schema.ts';

describe('fitSchema', () => {
  it('gives every property that the schema names and no other', () => {
    const schema = {
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { type: ['number', 'null'] },
        c: { type: 'array', items: { type: 'string' } },
      },
    };
    expect(fitSchema({ a: 'x', extra: 1 }, schema)).toEqual({ a: 'x', b: null, c: [] });
  });

  it('follows references, unions and nullable', () => {
    const schema = {
      $defs: { set: { type: 'object', properties: { reps: { anyOf: [{ type: 'integer' }, { type: 'null' }] } } } },
      type: 'object',
      properties: { sets: { type: 'array', items: { $ref: '#/$defs/set' } }, note: { type: 'STRING', nullable: true } },
    };
    expect(fitSchema({ sets: [{ reps: 8 }, { reps: 2.5 }] }, schema)).toEqual({
      sets: [{ reps: 8 }, { reps: null }],
      note: null,
    });
  });

  it('replaces what an enum does not hold', () => {
    const kinds = ['strength', 'other'];
    expect(fitSchema('swimming', { enum: kinds })).toBe('other');
    expect(fitSchema('swimming', { anyOf: [{ enum: kinds, type: 'string' }, { type: 'null' }] })).toBeNull();
    expect(fitSchema('strength', { enum: kinds })).toBe('strength');
  });

  it('cuts arrays to their limit', () => {
    expect(fitSchema([1, 2, 3], { type: 'array', items: { type: 'number' }, maxItems: 2 })).toEqual([1, 2]);
  });
});
