import { expect, it } from 'vitest';
import { type Contract, incompatibleChanges } from './contract-changes.ts';
import type { Schema } from './schema-changes.ts';

interface Parts {
  readonly body: Record<string, Schema>;
  readonly answer: Record<string, Schema>;
  readonly requiredOfBody?: readonly string[];
  readonly requiredOfAnswer?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly security?: readonly object[];
  readonly operationId?: string;
}

const JSON_TYPE = 'application/json';
const BEFORE: Parts = {
  body: {
    url: { type: 'string', maxLength: 100 },
    mode: { type: 'string', enum: ['fast', 'slow'] },
    note: { type: 'string' },
  },
  requiredOfBody: ['url'],
  answer: {
    id: { type: 'string' },
    result: { anyOf: [{ type: 'object', properties: { title: { type: 'string' } } }, { type: 'null' }] },
    tags: { type: 'array', items: { type: 'string', enum: ['a'] } },
    parent: { $ref: '#/components/schemas/Answer' },
  },
  requiredOfAnswer: ['id', 'tags'],
  parameters: [{ name: 'id', in: 'path', required: true }],
};

/** One call whose body and answer are the given ones. */
function contract({ body, answer, requiredOfBody = [], requiredOfAnswer = [], ...rest }: Parts): Contract {
  const { parameters = [], security = [{ key: ['submit'] }], operationId = 'submit' } = rest;
  return {
    paths: {
      '/v1/jobs': {
        post: {
          ...{ operationId, security, parameters },
          requestBody: { content: { [JSON_TYPE]: { schema: { $ref: '#/components/schemas/Body' } } } },
          responses: {
            200: {
              headers: { ETag: {} },
              content: { [JSON_TYPE]: { schema: { $ref: '#/components/schemas/Answer' } } },
            },
            404: {},
          },
        },
      },
    },
    components: {
      schemas: {
        Body: { type: 'object', properties: body, required: requiredOfBody, additionalProperties: false },
        Answer: { type: 'object', properties: answer, required: requiredOfAnswer },
      },
    },
  };
}

const changed = (change: Partial<Parts>): readonly string[] =>
  incompatibleChanges(contract(BEFORE), contract({ ...BEFORE, ...change }));
const without = (members: Record<string, Schema>, name: string): Record<string, Schema> =>
  Object.fromEntries(Object.entries(members).filter(([one]) => one !== name));

it.each<[what: string, change: Partial<Parts>]>([
  ['nothing', {}],
  ['an optional member of the body', { body: { ...BEFORE.body, more: { type: 'string' } } }],
  ['a value that may be sent', { body: { ...BEFORE.body, mode: { type: 'string', enum: ['fast', 'slow', 'new'] } } }],
  ['room', { body: { ...BEFORE.body, url: { type: 'string', maxLength: 200 } } }],
  ['a member that is no longer needed', { requiredOfBody: [] }],
  [
    'a member of the answer',
    { answer: { ...BEFORE.answer, more: { type: 'string' } }, requiredOfAnswer: ['id', 'tags', 'more'] },
  ],
  [
    'a value of the answer',
    { answer: { ...BEFORE.answer, tags: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } } } },
  ],
  [
    'an optional parameter',
    { parameters: [...(BEFORE.parameters ?? []), { name: 'q', in: 'query', required: false }] },
  ],
  ['another way to show who one is', { security: [{ key: ['submit'] }, { app: [] }] }],
])('clients go on after %s', (_what, change) => {
  expect(changed(change)).toEqual([]);
});

it.each<[line: string, change: Partial<Parts>]>([
  ['POST /v1/jobs body.note is gone', { body: without(BEFORE.body, 'note') }],
  ['POST /v1/jobs body.note is required now', { requiredOfBody: ['url', 'note'] }],
  ['POST /v1/jobs body.note no longer takes string', { body: { ...BEFORE.body, note: { type: 'number' } } }],
  [
    'POST /v1/jobs body.note has another pattern',
    { body: { ...BEFORE.body, note: { type: 'string', pattern: '^a' } } },
  ],
  [
    'POST /v1/jobs body.url has a tighter maxLength',
    { body: { ...BEFORE.body, url: { type: 'string', maxLength: 99 } } },
  ],
  [
    'POST /v1/jobs body.mode no longer takes "slow"',
    { body: { ...BEFORE.body, mode: { type: 'string', enum: ['fast'] } } },
  ],
  ['POST /v1/jobs 200.id is gone', { answer: without(BEFORE.answer, 'id') }],
  ['POST /v1/jobs 200.id may be missing now', { requiredOfAnswer: ['tags'] }],
  ['POST /v1/jobs 200.id may now be null', { answer: { ...BEFORE.answer, id: { type: ['string', 'null'] } } }],
  [
    'POST /v1/jobs 200.tags[] may now be number',
    { answer: { ...BEFORE.answer, tags: { type: 'array', items: { type: ['string', 'number'] } } } },
  ],
  [
    'POST /v1/jobs 200.result.title is gone',
    { answer: { ...BEFORE.answer, result: { anyOf: [{ type: 'object', properties: {} }, { type: 'null' }] } } },
  ],
  ['POST /v1/jobs path id is gone', { parameters: [] }],
  [
    'POST /v1/jobs query q is required now',
    { parameters: [...(BEFORE.parameters ?? []), { name: 'q', in: 'query', required: true }] },
  ],
  ['POST /v1/jobs no longer takes the credentials [{"key":["submit"]}]', { security: [{ app: [] }] }],
  ['POST /v1/jobs has another name: send instead of submit', { operationId: 'send' }],
])('clients break: %s', (line, change) => {
  expect(changed(change)).toEqual([line]);
});

it('calls, answers and headers must stay', () => {
  const before = contract(BEFORE);
  const [path = '', methods = {}] = Object.entries(before.paths)[0] ?? [];
  const { post } = methods;
  const gone = (changes: object): readonly string[] =>
    incompatibleChanges(before, { ...before, paths: { [path]: { post: { ...post, ...changes } } } } as Contract);
  expect(incompatibleChanges(before, { ...before, paths: {} })).toEqual(['POST /v1/jobs is gone']);
  expect(gone({ responses: { 404: {} } })).toEqual(['POST /v1/jobs 200 is gone']);
  expect(gone({ responses: { 200: { ...post?.responses[200], headers: {} } } })).toEqual([
    'POST /v1/jobs 200 header ETag is gone',
  ]);
  expect(gone({ responses: { 200: { headers: { ETag: {} }, content: {} } } })).toEqual([
    'POST /v1/jobs 200 as application/json is gone',
  ]);
});
