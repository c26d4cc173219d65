import { LANGUAGES } from '@sets/contract';
import { problemOf } from '@sets/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiInstance } from './support/api-instance.ts';
import { newPost } from './support/fixtures.ts';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let api: ApiInstance;
beforeAll(async () => {
  cloud = await startTestCloud();
  api = await cloud.startApi();
});
afterAll(() => cloud.close());

describe('a post in many languages', () => {
  it('costs no job for an invented one, and asks nobody where the link leads', async () => {
    cloud.firestore.controls.resetOperations();
    for (const language of ['aa-BB', 'klingon', 'qq', 'en; DROP', 'la']) {
      const answer = await api.post('/v1/jobs', { url: 'https://vm.tiktok.com/ZMnobody/', language });
      expect(problemOf(answer)).toMatchObject({ status: 400, code: 'invalid_request' });
      const found = await api.get(`/v1/results?url=${encodeURIComponent(newPost().url)}&language=${language}`);
      const problem = problemOf(found);
      expect(problem).toMatchObject({ status: 400, errors: [{ path: 'language' }] });
      expect(problem.detail).toContain(LANGUAGES.join(', '));
    }
    expect(cloud.firestore.controls.operations()).toMatchObject({ documentReads: 0, documentWrites: 0 });
  });

  it('is one job for all spellings and regions of one', async () => {
    const { url } = newPost();
    const answers = [];
    for (const language of ['es', 'Spanish', 'es-MX', 'es-419', 'es-Latn-AR', 'ES_us', 'español', 'es-BB', 'es-ZZ']) {
      answers.push(await api.submit({ url, language }));
    }
    expect(answers.map(({ job }) => job.served_from)).toEqual(['new', ...answers.slice(1).map(() => 'joined')]);
    expect(new Set(answers.map(({ job }) => job.language))).toEqual(new Set(['es']));
  });
});
