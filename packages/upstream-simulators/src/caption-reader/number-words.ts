/** English, Spanish, Portuguese, German, French: the numbers that people spell out when they train. */
const WORDS: ReadonlyMap<string, number> = new Map(
  `one 1, two 2, three 3, four 4, five 5, six 6, seven 7, eight 8, nine 9, ten 10, eleven 11, twelve 12,
  thirteen 13, fourteen 14, fifteen 15, sixteen 16, eighteen 18, twenty 20, thirty 30, forty 40, fifty 50,
  sixty 60, ninety 90, hundred 100, una 1, dos 2, tres 3, cuatro 4, cinco 5, seis 6, siete 7, ocho 8,
  nueve 9, diez 10, doce 12, quince 15, veinte 20, treinta 30, cuarenta 40, cincuenta 50, sesenta 60, uma 1,
  duas 2, dois 2, três 3, quatro 4, sete 7, oito 8, nove 9, dez 10, doze 12, vinte 20, trinta 30,
  quarenta 40, cinquenta 50, sessenta 60, eine 1, zwei 2, drei 3, vier 4, fünf 5, sechs 6, sieben 7, acht 8,
  neun 9, zehn 10, zwölf 12, fünfzehn 15, zwanzig 20, dreißig 30, vierzig 40, fünfundvierzig 45, fünfzig 50,
  sechzig 60, une 1, deux 2, trois 3, quatre 4, cinq 5, sept 7, huit 8, neuf 9, dix 10, douze 12, quinze 15,
  vingt 20, trente 30, quarante 40, quarante-cinq 45, cinquante 50, soixante 60`
    .split(/,\s+/)
    .map((entry): [string, number] => {
      const [word = '', digits] = entry.split(' ');
      return [word, Number(digits)];
    }),
);

const WORD = [...WORDS.keys()].sort((a, b) => b.length - a.length).join('|');
const UNIT =
  'sets?|reps?|rounds?|seconds?|secs?|minutes?|mins?|series|séries|repeticiones|repetições|segundos?|minutos?|rondas?|rodadas?|vueltas?|sätzen?|wiederholungen|sekunden?|minuten?|runden|durchgänge|répétitions?|secondes?|tours|pounds?|kilos?|miles?|meters?';

/** "twenty five", "forty-five": tens followed by ones. */
const COMPOUND = /\b(twenty|thirty|forty|fifty)[\s-](one|two|three|four|five|six|seven|eight|nine)\b/giu;
const BEFORE_UNIT = new RegExp(`(?<![\\p{L}\\p{N}])(${WORD})(?=[\\s-]+(?:${UNIT})(?![\\p{L}]))`, 'giu');
const AFTER_SETS = new RegExp(
  `(?<=\\d\\s?(?:sets|rounds|series|séries|sätze|rondas)\\s(?:(?:of|de|à|mit|zu)\\s)?)(${WORD})(?![\\p{L}\\p{N}])`,
  'giu',
);

const digitsOf = (word: string): number => WORDS.get(word.toLowerCase()) ?? Number.NaN;

/**
 * Spelled-out numbers as digits, only where a unit proves that a number is meant: "three sets of twelve" becomes
 * "3 sets of 12" while "this one" and "ten out of ten" stay words.
 */
export const digitise = (text: string): string =>
  text
    .replace(COMPOUND, (whole, tens: string, ones: string) => {
      const value = digitsOf(tens) + digitsOf(ones);
      return Number.isNaN(value) ? whole : String(value);
    })
    .replace(BEFORE_UNIT, (_, word: string) => String(digitsOf(word)))
    .replace(AFTER_SETS, (_, word: string) => String(digitsOf(word)));
