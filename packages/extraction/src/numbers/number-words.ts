/**
 * Number words of English, Spanish, Portuguese, German and French from 0 to 999, in one map: the index asks whether a
 * text states a number, not in which language. Keys are lower-case, without accents or hyphens, words joined by one
 * space; a word of two languages has two values ("once" is 1 and 11).
 */
export function createNumberWords(): ReadonlyMap<string, readonly number[]> {
  const words = new Map<string, number[]>();
  const add = (phrase: string, value: number): void => {
    const known = words.get(phrase);
    if (known === undefined) {
      words.set(phrase, [value]);
    } else if (!known.includes(value)) {
      known.push(value);
    }
  };
  for (const language of [english, spanish, portuguese, german, french]) {
    for (let n = 0; n < 1000; n++) {
      for (const phrase of language(n)) {
        add(phrase, n);
      }
    }
  }
  for (const [phrase, value] of EXTRA) {
    add(phrase, value);
  }
  return words;
}

const EXTRA: readonly (readonly [string, number])[] = [
  ['once', 1],
  ['twice', 2],
  ['double', 2],
  ['thrice', 3],
  ['zweimal', 2],
  ['dreimal', 3],
  ['viermal', 4],
  ['funfmal', 5],
  ['couple', 2],
  ['dozen', 12],
  ['docena', 12],
  ['duzia', 12],
  ['dutzend', 12],
  ['douzaine', 12],
  ['dizaine', 10],
  ['quinzaine', 15],
  ['half', 0.5],
  ['media', 0.5],
  ['medio', 0.5],
  ['meia', 0.5],
  ['meio', 0.5],
  ['halbe', 0.5],
  ['halben', 0.5],
  ['demi', 0.5],
  ['quarter', 0.25],
  ['anderthalb', 1.5],
  ['eineinhalb', 1.5],
  ['zweieinhalb', 2.5],
  ['una', 1],
  ['un', 1],
  ['uma', 1],
  ['une', 1],
  ['ein', 1],
  ['eine', 1],
  ['einen', 1],
  ['einer', 1],
  ['duas', 2],
  ['mil', 1000],
  ['mille', 1000],
  ['tausend', 1000],
  ['thousand', 1000],
];

const at = (list: string, index: number): string => list.split(' ')[index] ?? '';

const EN_ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const EN_TENS = '_ _ twenty thirty forty fifty sixty seventy eighty ninety';

function english(n: number): string[] {
  if (n < 20) {
    return [at(EN_ONES, n)];
  }
  if (n < 100) {
    return [n % 10 === 0 ? at(EN_TENS, n / 10) : `${at(EN_TENS, Math.floor(n / 10))} ${at(EN_ONES, n % 10)}`];
  }
  const heads = [`${at(EN_ONES, Math.floor(n / 100))} hundred`, ...(n < 200 ? ['a hundred', 'hundred'] : [])];
  if (n % 100 === 0) {
    return heads;
  }
  return heads.flatMap((head) => english(n % 100).flatMap((tail) => [`${head} ${tail}`, `${head} and ${tail}`]));
}

const ES_ONES =
  'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve';
const ES_TENS = '_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa';
const ES_HUNDREDS =
  '_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos';

function spanish(n: number): string[] {
  if (n < 30) {
    return [at(ES_ONES, n)];
  }
  if (n < 100) {
    return [n % 10 === 0 ? at(ES_TENS, n / 10) : `${at(ES_TENS, Math.floor(n / 10))} y ${at(ES_ONES, n % 10)}`];
  }
  if (n === 100) {
    return ['cien'];
  }
  const head = at(ES_HUNDREDS, Math.floor(n / 100));
  return n % 100 === 0 ? [head] : spanish(n % 100).map((tail) => `${head} ${tail}`);
}

const PT_ONES =
  'zero um dois tres quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis dezessete dezoito dezenove';
const PT_TENS = '_ _ vinte trinta quarenta cinquenta sessenta setenta oitenta noventa';
const PT_HUNDREDS = '_ cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos';

function portuguese(n: number): string[] {
  if (n === 14) {
    return ['quatorze', 'catorze'];
  }
  if (n < 20) {
    return [at(PT_ONES, n)];
  }
  if (n < 100) {
    return [n % 10 === 0 ? at(PT_TENS, n / 10) : `${at(PT_TENS, Math.floor(n / 10))} e ${at(PT_ONES, n % 10)}`];
  }
  if (n === 100) {
    return ['cem'];
  }
  const head = at(PT_HUNDREDS, Math.floor(n / 100));
  return n % 100 === 0 ? [head] : portuguese(n % 100).map((tail) => `${head} e ${tail}`);
}

const DE_ONES =
  'null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn';
const DE_TENS = '_ _ zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig';

function german(n: number): string[] {
  if (n < 20) {
    return [at(DE_ONES, n)];
  }
  if (n < 100) {
    const one = n % 10 === 1 ? 'ein' : at(DE_ONES, n % 10);
    const tens = at(DE_TENS, Math.floor(n / 10));
    return [n % 10 === 0 ? tens : `${one}und${tens}`];
  }
  const one = n < 200 ? ['ein', ''] : [at(DE_ONES, Math.floor(n / 100))];
  const tails = n % 100 === 0 ? [''] : german(n % 100);
  return one.flatMap((head) => tails.map((tail) => `${head}hundert${tail}`));
}

const FR_ONES =
  'zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix_sept dix_huit dix_neuf';
const FR_TENS = '_ _ vingt trente quarante cinquante soixante soixante quatre_vingt quatre_vingt';

function french(n: number): string[] {
  if (n < 20) {
    return [at(FR_ONES, n).replaceAll('_', ' ')];
  }
  if (n < 100) {
    const ten = Math.floor(n / 10);
    const head = at(FR_TENS, ten).replaceAll('_', ' ');
    const rest = ten === 7 || ten === 9 ? n - (ten - 1) * 10 : n % 10;
    if (rest === 0) {
      return ten === 8 ? ['quatre vingts', 'quatre vingt'] : [head];
    }
    const tails = french(rest);
    return tails.flatMap((tail) =>
      (rest === 1 || rest === 11) && ten < 8 ? [`${head} et ${tail}`, `${head} ${tail}`] : [`${head} ${tail}`],
    );
  }
  const head = n < 200 ? 'cent' : `${at(FR_ONES, Math.floor(n / 100))} cent`;
  return n % 100 === 0 ? (n < 200 ? [head] : [head, `${head}s`]) : french(n % 100).map((tail) => `${head} ${tail}`);
}
