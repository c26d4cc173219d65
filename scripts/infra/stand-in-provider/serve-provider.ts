import { join } from 'node:path';
import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { ResourceSchema } from '../provider-schema.ts';
import { schemaName } from '../schema-folder.ts';
import {
  type DynamicValue,
  makeValues,
  planValues,
  readValues,
  unknownValues,
  writeValues,
} from './resource-values.ts';
import { schemaMessage } from './schema-message.ts';

type Answer = (request: Record<string, DynamicValue> & { readonly type_name: string }) => object;

export interface ServedProvider {
  /** Settings under which Terraform and OpenTofu take this provider for Google's, and install none. */
  readonly env: Readonly<Record<string, string>>;
  stop(): void;
}

const ERROR = 1;
/** What our configurations say to the provider itself. */
const PROVIDER = { arguments: { project: { type: 'string' }, region: { type: 'string' } }, blocks: {} } as const;

function loadService(): ServiceDefinition {
  const definition = loadSync(join(import.meta.dirname, 'plugin-protocol.proto'), { keepCase: true, defaults: true });
  const loaded = loadPackageDefinition(definition) as unknown as {
    tfplugin5: { Provider: { service: ServiceDefinition } };
  };
  return loaded.tfplugin5.Provider.service;
}

const answering =
  (answer: Answer): UntypedHandleCall =>
  (call: { readonly request: Parameters<Answer>[0] }, done: (error: Error | null, answer?: object) => void) => {
    try {
      done(null, answer(call.request));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  };

function answersFrom(schemas: ReadonlyMap<string, ResourceSchema>): Readonly<Record<string, Answer>> {
  let made = 0;
  const find = (kind: ResourceSchema['kind'], type: string): ResourceSchema => {
    const schema = schemas.get(schemaName(kind, type));
    if (schema === undefined) {
      throw new Error(`infra/schema does not hold ${kind} ${type}`);
    }
    return schema;
  };
  const messagesOf = (kind: ResourceSchema['kind']): object =>
    Object.fromEntries(
      [...schemas.values()]
        .filter((schema) => schema.kind === kind)
        .map((schema) => [schema.type, schemaMessage(schema)]),
    );
  const validate =
    (kind: ResourceSchema['kind']): Answer =>
    ({ type_name, config }) => {
      const values = config === undefined ? null : readValues(config);
      const faults = values === null ? [] : unknownValues(find(kind, type_name), values);
      return { diagnostics: faults.map((summary) => ({ severity: ERROR, summary })) };
    };
  const changed = (value: DynamicValue | undefined, change: (values: Readonly<Record<string, unknown>>) => object) => {
    const values = value === undefined ? null : readValues(value);
    return writeValues(values === null ? null : { ...change(values) });
  };
  return {
    GetSchema: () => ({
      provider: schemaMessage(PROVIDER),
      resource_schemas: messagesOf('resource'),
      data_source_schemas: messagesOf('data'),
    }),
    PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),
    ValidateResourceTypeConfig: validate('resource'),
    ValidateDataSourceConfig: validate('data'),
    Configure: () => ({}),
    UpgradeResourceState: ({ raw_state }) => ({ upgraded_state: { json: raw_state?.json } }),
    ReadResource: ({ current_state }) => ({ new_state: current_state }),
    // What is there keeps what was computed for it.
    PlanResourceChange: ({ type_name, prior_state, proposed_new_state }) => ({
      planned_state:
        prior_state !== undefined && readValues(prior_state) !== null
          ? proposed_new_state
          : changed(proposed_new_state, (values) => planValues(find('resource', type_name), values)),
      legacy_type_system: true,
    }),
    ApplyResourceChange: ({ type_name, planned_state }) => {
      made += 1;
      return {
        new_state: changed(planned_state, (values) => makeValues(find('resource', type_name), values, made)),
        legacy_type_system: true,
      };
    },
    ReadDataSource: ({ type_name, config }) => ({
      state: changed(config, (values) => makeValues(find('data', type_name), values, 0)),
    }),
    Stop: () => ({}),
  };
}

/**
 * A provider that knows the schemas of Google's and no cloud: what is applied exists in Terraform's state alone. It lets
 * `validate`, `test`, `plan` and `apply` run where the provider itself cannot be had.
 */
export async function serveProvider(schemas: ReadonlyMap<string, ResourceSchema>): Promise<ServedProvider> {
  const server = new Server();
  const answers = Object.entries(answersFrom(schemas)).map(([name, answer]) => [name, answering(answer)]);
  server.addService(loadService(), Object.fromEntries(answers));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const reattach = {
    Protocol: 'grpc',
    ProtocolVersion: 5,
    Pid: process.pid,
    // Ours to end, not Terraform's.
    Test: true,
    Addr: { Network: 'tcp', String: `127.0.0.1:${port}` },
  };
  return {
    env: { TF_REATTACH_PROVIDERS: JSON.stringify({ 'hashicorp/google': reattach }) },
    stop: () => server.forceShutdown(),
  };
}
