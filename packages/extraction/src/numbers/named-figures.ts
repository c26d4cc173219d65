/** Numbers that are parts of a name or a line in an address book, in any language: "SAVE20", "555-0142", "5'11", "A1.". */
export const NAMED_FIGURES: readonly RegExp[] = [
  // A height, and the weight beside it, before the height alone: "5'10 and 170lbs".
  /(?<![\d.])[4-7] ?(?:'|ft\.?|foot) ?(?:1[01]|\d)"?(?:,? (?:and |at |i weigh )?|\/| ?& ?)\d{2,3}(?: ?(?:lbs?|kgs?|kilos|pounds?)(?![a-z])|(?=\s*(?:$|[.,!\n])))/g,
  /(?<![a-z])(?:bmi|vo2 ?max):? ?(?:(?:of|from) )?\d+(?:[.,]\d+)?(?: to \d+)?/g,
  /(?<![a-z0-9])(?!(?:amrap|emom|tabata|rx?|x)\d)[a-z]{2,}\d+[a-z0-9]*/g,
  /(?<![\d-])(?:\d{3}[-. ])?\d{3}[- ]\d{4}(?!\d)/g,
  /(?<![\d.])[4-7]'(?:1[01]|\d)(?!\d)"?(?!\s*(?:min|sec|rest))/g,
  /(?<!\d)(?:19|20)\d\ds(?![a-z])/g,
  /(?<![a-z0-9])(?:f45|p90x|c25k)(?![a-z0-9])/g,
  /(?<![a-z0-9])(?:[a-z]+_|code:? ?[a-z]+-)\d+(?![a-z0-9])/g,
  /(?<=(?<!\p{L})(?:am|vom|bis|zum|ab|from|to|until) )\d{1,2}\.\d{1,2}\.(?!\d)/gu,
  /(?<!\d)[23][ -]?for[ -]?1(?!\d)/g,
  /(?<!\d)(?:480|720|1080|1440|2160)p(?![a-z])/g,
  /(?<![\d/])\d{1,2}(?:[.,]\d)?\/(?:5|10)(?= (?:rating|stars?|reviews?))/g,
  /(?<=(?<![a-z])(?:at|kl|klockan|um|jam|pukul|alle|om) )(?:[01]?\d|2[0-3])\.[0-5]\d(?!\d| ?(?:kgs?|kilos?|lbs?|pounds?|km|miles?|m)(?![a-z]))/g,
  // The number of a line in a list: "2) Crunches".
  /^[ \t]*\d{1,2}[.)][ \t]+(?=[\p{L}\d])/gmu,
  // The number of a superset: "A1.".
  /(?<![a-z0-9])[a-h][1-9](?=[.):\s])/g,
  /(?<![\d\p{L}])-\d+(?:[.,]\d+)? ?(?:kg|kilos?|lbs?|кг)(?= (?:in|en|em|za|w|за|på|op|σε|v|u) (?!each|every|one hand|jede)[\p{L}\d])/gu,
  /(?<![a-z0-9])[lct]\d{1,2}[-/][lsct]?\d{1,2}(?!\d)/g,
  /(?<![a-z0-9])(?:b12|b6|d3|k2|q10|l[345]|s1|c[4567])(?![a-z0-9])/g,
  /(?<!\d)\d{1,2}:\d{2}(?: ?min(?:utes?)?)? ?(?:\/|per |a )(?:km|mi|mile|k|\d{3} ?m)(?![a-z])/g,
  /(?<![\d.,])\d+(?:[.,]\d+)? ?(?:km|mi|miles|kilometers|m)(?: ?\/ ?| per | an )(?:hr?|hour|s|sec|std|std\.|ч|χ|time)(?![a-z])/g,
  // "P: 45 C: 60 F: 15", "S2 E4".
  /(?<![a-z])p:? ?\d+ ?g?[ ,/|]{1,3}c:? ?\d+ ?g?[ ,/|]{1,3}f:? ?\d+/g,
  /(?<![a-z0-9])(?:s\d{1,2} ?ep?\d{1,3}|[tz]\d{1,2})(?![a-z0-9])/g,
  // A height with a weight in metres and kilos.
  /(?<!\d)1(?:[.,]| ?m ?)\d{2}(?: ?m)?(?: (?:pour|et|y|e|und|i|a|og|och|och|en|and)|,) \d{2,3} ?(?:kg|kilos?)(?![a-z])/g,
  // Telephones behind their word, sizes of things, classes of weight.
  /(?<![a-z])(?:whats ?app|telegram|viber|tel|telf|tlf|phone|mobile|☎|📞|📲)[.:]? ?\+?\d[\d() ./-]{4,18}\d/gu,
  /(?<![\d.,])\d+(?:[.,]\d+)? ?[x×] ?\d+(?:[.,]\d+)?(?: ?[x×] ?\d+(?:[.,]\d+)?)? ?(?:cm|mm|inch|inches|px)(?![a-z])/g,
  /(?<![\d.,])\d+ ?(?:kg|lbs?|kilos?)(?= (?:weight )?(?:class|category|division|weightclass|kategorie|klasse|categoria|categoría|catégorie)(?!\p{L}))/gu,
  // Results of games, beside the word for winning or losing.
  /(?<!\p{L})(?:ganamos|perdimos|empatamos|gagne|perdu|vinto|perso|vencemos|ganhamos|perdemos|wygralismy|przegralismy|gewannen|verloren|выиграли|проиграли|победили|виграли|vyhrali|vann|kazand[iı]k|menang|فزنا|خسرنا) \d{1,3}(?:[-\u2013:]| a )\d{1,3}(?!\d)/gu,
  /(?<![\d:-])\d{1,3}[-\u2013:]\d{1,3} (?:gewonnen|verloren|win|loss|victory|victoria|victoire|vittoria|vitoria|yendik|kazand[iı]k)(?!\p{L})/gu,
  /(?<!\d)\d{1,3} ?[対比] ?\d{1,3}(?!\d)/gu,
];
