export interface ConfigFault {
  /** Name of the environment variable. */
  readonly name: string;
  readonly message: string;
}

/** Every fault of the environment at once, so that nobody mends them one start at a time. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(`The configuration is not usable:\n${faults.map(({ name, message }) => `  ${name} ${message}`).join('\n')}`);
    this.faults = faults;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;
