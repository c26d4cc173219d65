import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dimension } from '../src/numbers/units.ts';

/** A number and what it measures, in the dimension's own unit. */
export interface Claim {
  readonly value: number;
  /** Null: in no dimension at all. */
  readonly dimension: Exclude<Dimension, 'minutes' | 'any'> | null;
  readonly isStated: boolean;
  /** As it stands in the corpus. */
  readonly written: string;
}

export interface QuantityText {
  /** BCP 47 primary tag. */
  readonly language: string;
  readonly text: string;
  readonly claims: readonly Claim[];
  /** Of the third that the reader was not mended by. */
  readonly isHeldOut: boolean;
}

const MEASURES: Readonly<Record<string, readonly [NonNullable<Claim['dimension']>, number]>> = {
  x: ['count', 1],
  kg: ['pounds', 2.20462],
  lb: ['pounds', 1],
  s: ['seconds', 1],
  min: ['seconds', 60],
  h: ['seconds', 3_600],
  m: ['miles', 0.000621371],
  km: ['miles', 0.621371],
  mi: ['miles', 1],
  yd: ['miles', 1 / 1_760],
  ft: ['miles', 1 / 5_280],
};

function readClaim(written: string): Claim {
  const [, not, number, unit] = /^(!?)(\d+(?:\.\d+)?)([a-z]*)$/.exec(written) ?? [];
  const measure = MEASURES[unit ?? ''];
  if (number === undefined || (measure === undefined && (unit !== '' || not === ''))) {
    throw new Error(`the corpus has no claim of the form ${written}`);
  }
  const [dimension, factor] = measure ?? [null, 1];
  return { value: Number(number) * factor, dimension, isStated: not === '', written };
}

const isHeldOut = (text: string): boolean => (createHash('sha256').update(text).digest()[0] ?? 0) % 3 === 0;

const CORPUS = join(import.meta.dirname, 'corpus/quantities');

/** Every line of the corpus, languages in alphabetical order. */
export function readQuantities(): QuantityText[] {
  return readdirSync(CORPUS)
    .toSorted()
    .flatMap((file) =>
      readFileSync(join(CORPUS, file), 'utf8')
        .trim()
        .split('\n')
        .map((line) => {
          const [text = '', claims = ''] = line.split(' => ');
          return {
            language: file.replace(/\.txt$/, ''),
            text,
            claims: claims.split(' ').map(readClaim),
            isHeldOut: isHeldOut(text),
          };
        }),
    );
}
