import fc from 'fast-check';

/** Text of anything: mostly what people type, with controls, invisible characters, lone surrogates and far planes. */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 0x36f }) },
        { weight: 1, arbitrary: fc.integer({ min: 0x2000, max: 0x206f }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 0x10ffff }) },
      ),
      { maxLength },
    )
    .map((codes) => String.fromCodePoint(...codes));
