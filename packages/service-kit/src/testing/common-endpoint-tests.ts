import { problemBodySchema } from '@sets/contract';
import { describe, expect, it } from 'vitest';

export interface EndpointUnderTest {
  /** Base address of a running server; asked when a test runs, so that it may be started in a hook. */
  readonly baseUrl: () => string;
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'GET' | 'DELETE';
  readonly path: string;
  /** A body that the endpoint accepts; absent for endpoints without one. */
  readonly goodBody?: Readonly<Record<string, unknown>>;
  /** Headers that the endpoint accepts, credentials included. */
  readonly goodHeaders?: Readonly<Record<string, string>>;
  /** The header that carries the credentials, where the endpoint asks for any. */
  readonly credentialsHeader?: string;
}

/** What every endpoint of ours must do with bad requests, whatever it is for. */
export function commonEndpointTests(endpoint: EndpointUnderTest): void {
  const { method, path, goodBody, goodHeaders = {}, credentialsHeader } = endpoint;
  const headersWithout = (name: string) =>
    Object.fromEntries(Object.entries(goodHeaders).filter(([key]) => key.toLowerCase() !== name.toLowerCase()));

  const send = (headers: Readonly<Record<string, string>>, body?: string, verb: string = method): Promise<Response> =>
    fetch(`${endpoint.baseUrl()}${path}`, { method: verb, headers, ...(body === undefined ? {} : { body }) });
  const expectProblem = async (response: Response, status: number, code: string): Promise<void> => {
    const body = problemBodySchema.parse(await response.json());
    expect([response.status, body.code, body.status]).toEqual([status, code, status]);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('x-request-id')).toBe(body.request_id);
  };
  const json = { 'content-type': 'application/json', ...goodHeaders };
  const goodText = goodBody === undefined ? undefined : JSON.stringify(goodBody);

  describe(`${method} ${path}`, () => {
    it('answers an unknown method with 405 and what it allows', async () => {
      const response = await send(goodHeaders, undefined, 'PROPFIND');
      expect(response.headers.get('allow')?.split(', ')).toContain(method);
      await expectProblem(response, 405, 'method_not_allowed');
    });

    if (credentialsHeader !== undefined) {
      const bare = { 'content-type': 'application/json', ...headersWithout(credentialsHeader) };
      it('refuses missing credentials', async () => {
        await expectProblem(await send(bare, goodText), 401, 'unauthenticated');
      });
      it('refuses wrong credentials', async () => {
        await expectProblem(
          await send({ ...bare, [credentialsHeader]: 'Bearer wrong' }, goodText),
          401,
          'unauthenticated',
        );
      });
    }

    if (goodBody !== undefined) {
      it('refuses a malformed body', async () => {
        await expectProblem(await send(json, `${JSON.stringify(goodBody)}}`), 400, 'invalid_json');
      });
      it('refuses an absent body', async () => {
        await expectProblem(await send(json), 400, 'invalid_request');
      });
      it('refuses a body of the wrong shape', async () => {
        await expectProblem(await send(json, '[]'), 400, 'invalid_request');
      });
      it('refuses another content type', async () => {
        const headers = { ...goodHeaders, 'content-type': 'text/plain' };
        await expectProblem(await send(headers, goodText), 415, 'unsupported_media_type');
      });
      it('refuses a body over 1 MB', async () => {
        const body = JSON.stringify({ ...goodBody, padding: 'x'.repeat(1_048_576) });
        await expectProblem(await send(json, body), 413, 'body_too_large');
      });
    }
  });
}
