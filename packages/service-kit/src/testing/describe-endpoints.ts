import { PROBLEMS, type ProblemCode, problemBodySchema } from '@sets/contract';
import type { BodyDefinition, Right, RouteDefinition, RouteTable } from '@sets/contract/routes';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { methodsAt } from './find-route.ts';
import { sendForEver } from './send-for-ever.ts';
import { watchAgainst } from './table-watch.ts';

type Headers = Readonly<Record<string, string>>;

export interface EndpointsUnderTest {
  readonly routes: RouteTable;
  /** Base address of a running server; asked when a test runs, so that it may be started in a hook. */
  readonly baseUrl: () => string;
  /** Headers that a route of that right accepts; a right that asks for none is left out. */
  readonly credentials?: Readonly<Partial<Record<Right, Headers | (() => Promise<Headers>)>>>;
}

/** The path with the examples of the table in it; with `bad`, with what no parameter of ours can be. */
const pathOf = ({ path, params }: RouteDefinition, bad = false): string =>
  path.replace(/\{(\w+)\}/g, (_match, name: string) => {
    const { examples = [] } = z.globalRegistry.get(params?.shape[name] as z.ZodType) ?? {};
    return bad ? '~' : String((examples as readonly unknown[])[0] ?? 'AAAAAAAAAAAAAAAAAAAAAA');
  });

const JSON_TYPE = { 'content-type': 'application/json' };

/** What every endpoint of a table must do with bad requests, whatever it is for. */
export function describeEndpoints({ routes, baseUrl, credentials = {} }: EndpointsUnderTest): void {
  const send = watchAgainst(routes);

  for (const route of Object.values(routes)) {
    const { method, right, body } = route;
    const accepted = async (): Promise<Headers> => {
      const given = credentials[right];
      return typeof given === 'function' ? await given() : (given ?? {});
    };
    const good = body === undefined ? {} : { body: JSON.stringify(body.example) };
    const ask = async (init: RequestInit = {}, path = pathOf(route)): Promise<Response> =>
      await send(`${baseUrl()}${path}`, { method, ...init, headers: { ...(await accepted()), ...init.headers } });

    describe(`${method} ${route.path}`, () => {
      it('answers an unknown method with 405 and what it allows', async () => {
        const response = await ask({ method: 'PROPFIND' });
        expect(response.headers.get('allow')?.split(', ')).toEqual(methodsAt(routes, route.path));
        await expectProblem(response, 'method_not_allowed');
      });

      it('refuses a query parameter that it does not know', async () => {
        const path = `${pathOf(route)}?no_such_parameter=1`;
        await expectProblem(await ask({ ...good, headers: JSON_TYPE }, path), 'invalid_request');
      });

      if (credentials[right] !== undefined) {
        it('reads nothing of a body without credentials', async () => {
          expect(await sendForEver(`${baseUrl()}${pathOf(route)}`, { method })).toBe(PROBLEMS.unauthenticated.status);
        });

        describeCredentials((headers) =>
          send(`${baseUrl()}${pathOf(route)}`, { method, ...good, headers: { ...JSON_TYPE, ...headers } }),
        );
      }
      if (route.malformedParams !== undefined) {
        const { malformedParams } = route;
        it(`answers ${malformedParams} for an address that nothing can have`, async () => {
          await expectProblem(await ask({ ...good, headers: JSON_TYPE }, pathOf(route, true)), malformedParams);
        });
      }
      if (body !== undefined) {
        it('cuts off a body that never ends', async () => {
          const endless = { method, headers: await accepted(), atLeastBytes: body.maxBytes + 1 };
          const expected = body.malformed === 'handled' ? 200 : PROBLEMS.body_too_large.status;
          expect(await sendForEver(`${baseUrl()}${pathOf(route)}`, endless)).toBe(expected);
        });
        describeBody(body, ask);
      }
    });
  }
}

async function expectProblem(response: Response, code: ProblemCode): Promise<void> {
  const problem = problemBodySchema.parse(await response.json());
  expect([problem.code, response.status]).toEqual([code, PROBLEMS[code].status]);
}

function describeCredentials(send: (headers: Headers) => Promise<Response>): void {
  it.each([
    ['missing', {}],
    ['wrong', { authorization: 'Bearer wrong' }],
    ['of another scheme', { authorization: 'Basic d3Jvbmc=' }],
  ])('refuses %s credentials', async (_what, headers) => {
    const response = await send(headers as Headers);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    await expectProblem(response, 'unauthenticated');
  });
}

function describeBody(
  { example, maxBytes, malformed = 'refused' }: BodyDefinition,
  ask: (init: RequestInit) => Promise<Response>,
): void {
  const good = JSON.stringify(example);
  const cases: readonly (readonly [what: string, code: ProblemCode, init: RequestInit])[] = [
    ['that is malformed', 'invalid_json', { body: `${good}}`, headers: JSON_TYPE }],
    ['that is absent', 'invalid_request', { headers: JSON_TYPE }],
    ['of the wrong shape', 'invalid_request', { body: '[]', headers: JSON_TYPE }],
    ['of another type', 'unsupported_media_type', { body: good, headers: { 'content-type': 'text/plain' } }],
    [
      'over its limit',
      'body_too_large',
      { body: JSON.stringify({ ...(example as object), padding: 'x'.repeat(maxBytes) }), headers: JSON_TYPE },
    ],
  ];
  it.each(cases)(
    `${malformed === 'refused' ? 'refuses' : 'leaves to its handler'} a body %s`,
    async (_what, code, init) => {
      const response = await ask(init);
      if (malformed === 'refused') {
        await expectProblem(response, code);
      } else {
        expect(response.status).toBeLessThan(400);
      }
    },
  );
  if (malformed === 'refused') {
    it('refuses members that it does not know', async () => {
      const body = JSON.stringify({ ...(example as object), no_such_member: 1 });
      await expectProblem(await ask({ body, headers: JSON_TYPE }), 'invalid_request');
    });
  }
}
