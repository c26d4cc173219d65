import { expect, it } from 'vitest';
import { z } from 'zod';
import { decimal } from './decimal.ts';
import { API_ROUTES } from './routes/index.ts';

const ODD = ['1e1', '0x10', '0b11', '0o7', '+5', '-5', ' 5', '5 ', '5.0', '1_0', '٥', '', 'Infinity', 'null', '1,0'];

it('reads plain digits, and nothing else that JavaScript takes for a number', () => {
  const limit = decimal({ min: 1, max: 100 });
  expect(['1', '007', '100'].map((text) => limit.parse(text))).toEqual([1, 7, 100]);
  for (const text of [...ODD, '0', '101', '9'.repeat(400)]) {
    expect(limit.safeParse(text).success, text).toBe(false);
  }
});

/** Every number that a query or a header of the API may hold, by route and name. */
const numbers = Object.entries(API_ROUTES).flatMap(([id, route]) =>
  ['query' in route ? route.query : undefined, 'headers' in route ? route.headers : undefined].flatMap(
    (shape: z.ZodObject | undefined) =>
      Object.entries(shape?.shape ?? {})
        .filter(([, schema]) => /"(integer|number)"/.test(JSON.stringify(z.toJSONSchema(schema, { io: 'input' }))))
        .map(([name, schema]) => ({ where: `${id} ${name}`, schema })),
  ),
);

it.each(numbers)('$where is one of them', ({ schema }) => {
  expect(ODD.filter((text) => z.safeParse(schema, text).success)).toEqual([]);
  expect(z.safeParse(schema, '5').data).toBe(5);
});
