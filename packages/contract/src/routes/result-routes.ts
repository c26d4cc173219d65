import { z } from 'zod';
import { findResultQuerySchema, resultKeySchema, storedResultSchema } from '../stored-result.ts';
import { storedResult } from './examples.ts';
import { LINK_PROBLEMS } from './link-problems.ts';
import { defineRoutes } from './route.ts';

export const resultRoutes = defineRoutes({
  findResult: {
    method: 'GET',
    path: '/v1/results',
    tag: 'results',
    summary: 'Find the stored result of a link; starts no work',
    right: 'public',
    limit: 'results',
    query: findResultQuerySchema,
    responses: {
      307: { description: 'Where the result is, if there is one.', headers: ['Location'], leadsTo: 'getResult' },
    },
    problems: [...LINK_PROBLEMS, 'overloaded'],
  },

  getResult: {
    method: 'GET',
    path: '/v1/results/{key}',
    tag: 'results',
    summary: 'Read a stored result; public and cacheable',
    right: 'public',
    limit: 'results',
    params: z.object({ key: resultKeySchema }),
    malformedParams: 'result_not_found',
    headers: z.object({ 'if-none-match': z.string().optional().describe('The ETag of the state that you have.') }),
    responses: {
      200: { description: 'The result.', headers: ['ETag'], schema: storedResultSchema, example: storedResult },
      304: { description: 'Unchanged since the ETag given.', headers: ['ETag'] },
    },
    problems: ['result_not_found', 'overloaded', 'storage_unavailable'],
  },
});
