import { join, normalize } from 'node:path';
import type { Block, HclModule } from './read-hcl.ts';

const MODULE_META = new Set(['source', 'version', 'for_each', 'count', 'depends_on', 'providers']);
const REFERENCE =
  /\b(var|local|module|data\.google_\w+|google_\w+)\.([A-Za-z_][\w-]*)(?:\[[^\]]*\])?(?:\.([A-Za-z_]\w*))?/g;

const named = (module: HclModule, kind: string): readonly Block[] =>
  module.blocks.filter((block) => block.kind === kind);
const variablesOf = (module: HclModule): ReadonlyMap<string, Block> =>
  new Map(named(module, 'variable').map((block) => [block.labels[0] ?? '', block]));

const sourceOf = (module: HclModule, { body }: Block): string =>
  typeof body.source === 'string' ? normalize(join(module.folder, body.source)) : '';

/** Comments name things that need not exist. */
const withoutComments = (text: string): string => text.replaceAll(/^\s*#.*$/gm, '');

/** Calls of modules: their sources, and the variables given against those declared. */
function checkCalls(module: HclModule, all: ReadonlyMap<string, HclModule>): string[] {
  return named(module, 'module').flatMap((call) => {
    const where = `${call.file}: module.${call.labels[0]}`;
    const called = all.get(sourceOf(module, call));
    if (called === undefined) {
      return [`${where} has no source in this tree`];
    }
    const variables = variablesOf(called);
    const given = Object.keys(call.body).filter((name) => !MODULE_META.has(name));
    return [
      ...given
        .filter((name) => !variables.has(name))
        .map((name) => `${where} gives ${name}, which ${called.folder} does not declare`),
      ...[...variables].flatMap(([name, { body }]) =>
        'default' in body || given.includes(name) ? [] : [`${where} lacks ${name}`],
      ),
    ];
  });
}

/** What expressions name must be declared, and what is declared must be used and described. */
function checkNames(module: HclModule, all: ReadonlyMap<string, HclModule>): string[] {
  const text = withoutComments(module.text);
  const variables = variablesOf(module);
  const locals = new Set(named(module, 'locals').flatMap(({ body }) => Object.keys(body)));
  const calls = new Map(named(module, 'module').map((call) => [call.labels[0] ?? '', call]));
  const resources = new Set(
    module.blocks.flatMap(({ kind, labels: [type, name] }) =>
      kind === 'resource' ? [`${type}.${name}`] : kind === 'data' ? [`data.${type}.${name}`] : [],
    ),
  );
  const unknown = [...text.matchAll(REFERENCE)].flatMap(([, kind = '', name = '', field]) => {
    if (kind === 'var') {
      return variables.has(name) ? [] : [`var.${name}`];
    }
    if (kind === 'local') {
      return locals.has(name) ? [] : [`local.${name}`];
    }
    if (kind === 'module') {
      const call = calls.get(name);
      const called = call === undefined ? undefined : all.get(sourceOf(module, call));
      const outputs = called === undefined ? [] : named(called, 'output').map(({ labels }) => labels[0]);
      return called !== undefined && (field === undefined || outputs.includes(field))
        ? []
        : [`module.${name}.${field ?? ''}`];
    }
    return resources.has(`${kind}.${name}`) ? [] : [`${kind}.${name}`];
  });
  const describes = [...named(module, 'variable'), ...named(module, 'output')].filter(
    ({ body }) => typeof body.description !== 'string',
  );
  return [
    ...[...new Set(unknown)].map((name) => `${module.folder}: ${name} is not declared`),
    ...[...variables.keys()]
      .filter((name) => !text.includes(`var.${name}`))
      .map((name) => `${module.folder}: var.${name} is not used`),
    ...[...locals]
      .filter((name) => !text.includes(`local.${name}`))
      .map((name) => `${module.folder}: local.${name} is not used`),
    ...[...variables].flatMap(([name, { body }]) =>
      'type' in body ? [] : [`${module.folder}: var.${name} has no type`],
    ),
    ...describes.map(({ kind, labels }) => `${module.folder}: ${kind} ${labels[0]} has no description`),
    ...(named(module, 'terraform').length === 1 ? [] : [`${module.folder}: no versions are stated`]),
  ];
}

/** Modules among themselves: one line per fault. */
export function checkReferences(modules: readonly HclModule[]): string[] {
  const all = new Map(modules.map((module) => [module.folder, module]));
  return modules.flatMap((module) => [...checkCalls(module, all), ...checkNames(module, all)]);
}
