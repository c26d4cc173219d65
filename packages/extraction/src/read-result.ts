import type { Warning } from '@sets/contract';
import { AnswerError, answerSchema, readAnswer } from './answer.ts';
import { coerceAnswer, INVALID } from './coerce-answer.ts';
import { type SchemaNode, toGeminiSchema, toSchemaNode } from './gemini-schema.ts';
import type { RawAnswer } from './generate.ts';
import { createTextCleaner, type TextCleaner } from './hostile-text.ts';
import type { CheckContext, Checked, Profile } from './profiles/profile.ts';
import { systemInstruction } from './prompt.ts';

/** A profile with everything that is derived from it once. */
export interface CompiledProfile {
  readonly profile: Profile;
  readonly system: string;
  readonly responseJsonSchema: Readonly<Record<string, unknown>>;
  readonly node: SchemaNode;
  readonly clean: TextCleaner;
}

export function compileProfile(profile: Profile): CompiledProfile {
  const system = systemInstruction(profile);
  const node = toSchemaNode(answerSchema(profile.resultSchema));
  return { profile, system, node, responseJsonSchema: toGeminiSchema(node), clean: createTextCleaner(system) };
}

export type ReadResult =
  | { readonly found: false; readonly language: string | null }
  | ({ readonly found: true; readonly language: string | null } & Checked<object>);

/**
 * From a model's answer to a result that may be published: parsed, coerced to the schema, cleaned, checked against the
 * post.
 *
 * @throws AnswerError for an answer that cannot be used
 */
export function readResult(compiled: CompiledProfile, answer: RawAnswer, context: CheckContext): ReadResult {
  const { profile } = compiled;
  const warnings: Warning[] = [];
  const given = withEnvelope(compiled.node, readAnswer(answer));
  const coerced = coerceAnswer(compiled.node, given, {
    cleanString(value, maxLength, path) {
      const text = compiled.clean(value, maxLength);
      if (text === null && value.trim() !== '') {
        warnings.push({ code: 'text_removed', message: 'A text was left out because it is not about the post.', path });
      }
      return text;
    },
    onShortened: (path, limit) =>
      warnings.push({ code: 'list_shortened', message: `Only the first ${limit} entries were kept.`, path }),
  });
  if (coerced === INVALID) {
    throw new AnswerError('off_schema', 'the answer does not fit the schema');
  }
  const envelope = coerced as { found: boolean; language: string | null; result: object | null };
  if (!envelope.found) {
    return { found: false, language: envelope.language };
  }
  const parsed = profile.resultSchema.safeParse(envelope.result);
  if (!parsed.success) {
    throw new AnswerError('off_schema', envelope.result === null ? 'no result' : 'invalid result');
  }
  const checked = profile.check(parsed.data, context);
  return {
    found: true,
    language: envelope.language,
    result: checked.result,
    evidence: checked.evidence,
    warnings: [...warnings.map(unwrapPath), ...checked.warnings].slice(0, 100),
  };
}

/** A model that answers with the bare result has answered. */
function withEnvelope(node: SchemaNode, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.hasOwn(value, 'found')) {
    return value;
  }
  const expected = Object.keys(node.properties?.result?.properties ?? {});
  const known = expected.filter((key) => Object.hasOwn(value, key));
  return known.length * 2 > expected.length ? { found: true, language: null, result: value } : value;
}

const unwrapPath = ({ path, ...warning }: Warning): Warning => ({
  ...warning,
  ...(path === undefined ? {} : { path: path.replace(/^result\.?/, '') }),
});
