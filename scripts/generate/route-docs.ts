import type { Right, RouteDefinition, RouteTable } from '@sets/contract/routes';
import { z } from 'zod';
import { renderTable } from './markdown-table.ts';

const WHO: Readonly<Record<Right, string>> = {
  public: 'anybody',
  caller: 'callers',
  operate: 'operators',
  'signing-in': 'holders of a key',
  'signed-in': 'the console',
  scrape: 'Prometheus',
  task: 'Cloud Tasks',
  schedule: 'Cloud Scheduler',
};

/** `url, language?`; a union's members as alternatives. */
function membersOf(schema: z.core.$ZodType): string[] {
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap(membersOf);
  }
  if (!(schema instanceof z.ZodObject)) {
    return [];
  }
  const members = Object.entries<z.ZodType>(schema.shape).map(([name, field]) =>
    field.safeParse(undefined).success ? `${name}?` : name,
  );
  return [members.join(', ')];
}

/** `POST /v1/jobs` `{url, language?}`, and a query behind its path. */
function requestOf({ method, path, query, body }: RouteDefinition): string {
  const asked = Object.keys(query?.shape ?? {}).map((name) => `${name}=`);
  const address = asked.length === 0 ? path : `${path}?${asked.join('&')}`;
  const bodies = body === undefined ? [] : membersOf(body.schema).map((members) => `\`{${members}}\``);
  return [`\`${method} ${address}\``, bodies.join(' or ')].filter((part) => part !== '').join(' ');
}

/** A table of routes for people: what each takes, who may call it, what it is for, and the statuses when all is well. */
export function renderRouteDocs(routes: RouteTable): string {
  const rows = Object.values(routes).map((route) => [
    requestOf(route),
    WHO[route.right],
    route.summary,
    Object.keys(route.responses).join(', '),
  ]);
  return renderTable(['route', 'for', 'what it does', 'answers'], rows);
}
