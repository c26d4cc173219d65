import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

/** HashiCorp's own parser, compiled; its types would bring those of browsers into every script. */
const { parse }: { parse(file: string, text: string): Promise<Readonly<Record<string, unknown>>> } = createRequire(
  import.meta.url,
)('@cdktf/hcl2json');

/** Body of a block as the parser gives it: arguments by name, nested blocks as lists of bodies. */
export type Body = Readonly<Record<string, unknown>>;

/** `resource "google_x" "y"`, `variable "z"`, `locals`. */
export interface Block {
  /** From the root of the infrastructure: `modules/queues/main.tf`. */
  readonly file: string;
  readonly kind: string;
  readonly labels: readonly string[];
  readonly body: Body;
}

/** Everything that one folder of `.tf` files says. */
export interface HclModule {
  /** From the root of the infrastructure: `modules/queues`. */
  readonly folder: string;
  readonly blocks: readonly Block[];
  /** The sources, for what their parsed form does not show. */
  readonly text: string;
}

const LABELS: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  variable: 1,
  output: 1,
  module: 1,
  provider: 1,
};

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

function blocksOf(file: string, kind: string, value: unknown, labels: readonly string[] = []): Block[] {
  if (Array.isArray(value)) {
    return value.filter(isBody).map((body) => ({ file, kind, labels, body }));
  }
  const open = (LABELS[kind] ?? 0) - labels.length;
  return open > 0 && isBody(value)
    ? Object.entries(value).flatMap(([label, inner]) => blocksOf(file, kind, inner, [...labels, label]))
    : [];
}

/** @throws Error with the place of a syntax error */
export async function readHclModule(root: string, folder: string): Promise<HclModule> {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.tf'));
  const files = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      const text = readFileSync(join(root, file), 'utf8');
      const parsed = await parse(file, text);
      return { text, blocks: Object.entries(parsed).flatMap(([kind, value]) => blocksOf(file, kind, value)) };
    }),
  );
  return {
    folder,
    blocks: files.flatMap(({ blocks }) => blocks),
    text: files.map(({ text }) => text).join('\n'),
  };
}

/** Every folder with `.tf` files below `root`. */
export async function readInfrastructure(root: string): Promise<readonly HclModule[]> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const folders = new Set(
    entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.tf') && !entry.parentPath.includes('.terraform'))
      .map(({ parentPath }) => relative(root, parentPath)),
  );
  return await Promise.all([...folders].sort().map((folder) => readHclModule(root, folder)));
}
