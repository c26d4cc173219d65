import type { Generate, Generated, GenerateOptions, GenerateRequest } from '../src/index.ts';

export interface Call {
  readonly request: GenerateRequest;
  readonly options: GenerateOptions;
  /** `text`, `media` or `large`. */
  readonly name: string;
  answer(generated: Generated): void;
  fail(error: unknown): void;
}

export interface FakeGenerate {
  readonly generate: Generate;
  readonly calls: readonly Call[];
  /** Resolves when that call has been made. */
  next(name: string): Promise<Call>;
}

/** The models' port in the hands of a test: every call waits for its answer. */
export function createFakeGenerate(): FakeGenerate {
  const calls: Call[] = [];
  const waiting: { name: string; resolve: (call: Call) => void }[] = [];
  return {
    calls,
    generate(request, options) {
      const { promise, resolve, reject } = Promise.withResolvers<Generated>();
      const name = options.tier === 'large' ? 'large' : options.size === 'text' ? 'text' : 'media';
      options.signal.addEventListener('abort', () => reject(options.signal.reason));
      const call = { request, options, name, answer: resolve, fail: reject };
      calls.push(call);
      waiting.find((one) => one.name === name)?.resolve(call);
      return promise;
    },
    next(name) {
      const known = calls.find((call) => call.name === name);
      if (known !== undefined) {
        return Promise.resolve(known);
      }
      const { promise, resolve } = Promise.withResolvers<Call>();
      waiting.push({ name, resolve });
      return promise;
    },
  };
}
