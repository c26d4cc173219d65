import { writeFileSync } from 'node:fs';
import { type Job, madeApiKeySchema } from '@sets/contract';
import {
  type Answer,
  createApiClient,
  createLocalCloudControl,
  type LocalPorts,
  LocalStackError,
  newPost,
  until,
} from '@sets/local-stack';
import { canonicalLink } from '@sets/upstream-simulators';

export interface SeedOptions {
  /** Of the API, on loopback. */
  readonly url: string;
  readonly opsToken: string;
  readonly ports: LocalPorts;
  /** Where the document is written to. */
  readonly file: string;
}

interface Parameter {
  readonly in: string;
  schema: object;
  example?: string;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { example: unknown } } };
}
type ApiDocument = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

/**
 * Fills the store with what routes are asked about, and writes the served document with that in the place of its
 * examples: else a fuzzer that knows nothing but the document would hardly ever meet a job or a result. Gives back the
 * key of the caller that all of it belongs to.
 */
export async function seedDocument({ url, opsToken, ports, file }: SeedOptions): Promise<string> {
  const ops = createApiClient(`${url}/v1/ops`, { authorization: `Bearer ${opsToken}` });
  const newKey = async (caller: string) => {
    const { body } = succeeded(await ops.post('/keys', { caller }));
    return madeApiKeySchema.parse(body);
  };
  const { api_key: key } = await newKey('fuzzer');
  const api = createApiClient(url, { authorization: `Bearer ${key}` });
  const { simulators } = createLocalCloudControl(ports);

  async function post(): Promise<string> {
    return canonicalLink(await simulators.addPost(newPost()));
  }
  async function ended(link: string): Promise<Job> {
    const { job } = await api.submit({ url: link, metadata: { seeded: 'yes' } });
    return await until(`the end of ${link}`, async () => {
      const seen = await api.job(job.id);
      return seen.done && seen;
    });
  }
  /** Ended for want of the scraper's credits, which an operator may mend and replay. */
  async function deadJob(): Promise<string> {
    const known = await simulators.addPost(newPost());
    const effect = { kind: 'status', status: 402 } as const;
    await simulators.fault({ upstream: 'scrapecreators', content: known.contentId, effect });
    return (await ended(canonicalLink(known))).id;
  }

  const document = (await (await fetch(`${url}/openapi.json`)).json()) as ApiDocument;
  const link = await post();
  const { links } = await ended(link);
  const examples: Readonly<Record<string, string>> = {
    getJob: (await ended(await post())).id,
    followJob: (await ended(await post())).id,
    cancelJob: (await ended(await post())).id,
    deleteJob: (await ended(await post())).id,
    replayJob: await deadJob(),
    getResult: links.result?.split('/').at(-1) ?? '',
    rotateKey: (await newKey('rotated')).key.id,
    revokeKey: (await newKey('revoked')).key.id,
    forgetCaller: 'forgotten',
  };
  const bodies: Readonly<Record<string, unknown>> = {
    submitJob: { url: link, language: 'es', metadata: { list: 'legs' } },
    submitJobs: { jobs: [{ url: link }, { url: await post() }] },
    takeDownPost: { url: await post() },
    allowPost: { url: await post() },
    invalidateResult: { url: await post() },
  };
  await newKey('forgotten');
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    const { operationId, parameters = [], requestBody } = operation;
    const value = examples[operationId];
    for (const parameter of parameters.filter(({ in: place }) => place === 'path' && value !== undefined)) {
      Object.assign(parameter, { example: value, schema: { ...parameter.schema, examples: [value] } });
    }
    if (requestBody !== undefined && bodies[operationId] !== undefined) {
      requestBody.content['application/json'].example = bodies[operationId];
    }
  }
  writeFileSync(file, JSON.stringify(document));
  return key;
}

function succeeded(answer: Answer): Answer {
  if (answer.status > 299) {
    throw new LocalStackError(`The stack cannot be seeded: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return answer;
}
