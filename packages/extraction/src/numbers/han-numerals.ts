const DIGITS: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  兩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const FACTORS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000 };

export const HAN_NUMERALS = '〇零一二两兩三四五六七八九十百千';

/** "二十五" is 25, "一百零五" 105, "十二" 12; null for text that is no numeral. */
export function readHanNumeral(text: string): number | null {
  let sum = 0;
  let digit: number | null = null;
  for (const letter of text) {
    const factor = FACTORS[letter];
    const value = DIGITS[letter];
    if (factor !== undefined) {
      sum += (digit ?? 1) * factor;
      digit = null;
    } else if (value !== undefined) {
      digit = value;
    } else {
      return null;
    }
  }
  return text === '' ? null : sum + (digit ?? 0);
}
