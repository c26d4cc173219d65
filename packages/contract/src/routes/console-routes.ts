import { z } from 'zod';
import { consoleSessionSchema } from '../console-session.ts';
import { defineRoutes } from './route.ts';

const session = { caller: 'mobile-backend', scopes: ['submit' as const], kind: 'key' as const };

/** Hashed names change with what is in the files. */
const file = (ending: string) =>
  z.object({
    file: z
      .string()
      .regex(new RegExp(`^[A-Za-z0-9_-]{1,80}\\.${ending}$`))
      .meta({ description: 'A file that the page names.', examples: [`index-Bq3xYw7k.${ending}`] }),
  });

export const consoleRoutes = defineRoutes({
  openSession: {
    method: 'POST',
    path: '/v1/console/session',
    tag: 'console',
    summary: 'Swap a key for the cookie of the console',
    description:
      'The cookie is sealed, lives for 8 hours, is out of reach of scripts, and opens what its key opens: nothing any more once that is revoked.',
    right: 'signing-in',
    responses: {
      200: {
        description: 'Who is signed in.',
        headers: ['Set-Cookie'],
        schema: consoleSessionSchema,
        example: session,
      },
    },
    problems: [],
  },

  getSession: {
    method: 'GET',
    path: '/v1/console/session',
    tag: 'console',
    summary: 'Who is signed in to the console, and what may be offered',
    right: 'signed-in',
    responses: { 200: { description: 'Who is signed in.', schema: consoleSessionSchema, example: session } },
    problems: [],
  },

  closeSession: {
    method: 'DELETE',
    path: '/v1/console/session',
    tag: 'console',
    summary: 'Sign out of the console',
    right: 'public',
    responses: { 204: { description: 'The cookie is gone.', headers: ['Set-Cookie'] } },
    problems: [],
  },

  getConsole: {
    method: 'GET',
    path: '/console',
    tag: 'console',
    summary: 'The console: submit a link, see the fleet, pull levers',
    right: 'public',
    responses: {
      200: {
        description: 'One page; all that it does it asks of the routes above.',
        mediaType: 'text/html',
        schema: z.string(),
        example: '<!doctype html>\n<html lang="en">…</html>\n',
      },
    },
    problems: ['route_not_found'],
  },

  getConsoleScript: {
    method: 'GET',
    path: '/console/scripts/{file}',
    tag: 'console',
    summary: 'A script of the console; kept by caches for a year',
    right: 'public',
    params: file('js'),
    malformedParams: 'route_not_found',
    responses: {
      200: { description: 'The script.', mediaType: 'text/javascript', schema: z.string(), example: 'export {};\n' },
    },
    problems: ['route_not_found'],
  },

  getConsoleStyle: {
    method: 'GET',
    path: '/console/styles/{file}',
    tag: 'console',
    summary: 'A style sheet of the console; kept by caches for a year',
    right: 'public',
    params: file('css'),
    malformedParams: 'route_not_found',
    responses: {
      200: {
        description: 'The style sheet.',
        mediaType: 'text/css',
        schema: z.string(),
        example: 'body { margin: 0; }\n',
      },
    },
    problems: ['route_not_found'],
  },
});
