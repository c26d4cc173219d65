import type { LanguageData } from './language-data.ts';

export const croatian: LanguageData = {
  tag: 'hr',
  source: 'general knowledge of the language; exercise texts of wger (CC-BY-SA) for the words of training',
  numbers: {
    upTo19:
      'nula jedan/jedna/jednu/jedne dva/dvije tri četiri pet šest sedam osam devet deset jedanaest dvanaest trinaest četrnaest petnaest šesnaest sedamnaest osamnaest devetnaest',
    tens: 'dvadeset trideset četrdeset pedeset šezdeset sedamdeset osamdeset devedeset',
    join: ['~', '~i~'],
    hundred: 'sto',
    joinHundred: ['~'],
  },
  more: { dvaput: 2, triput: 3, tucet: 12, tisuću: 1_000 },
  and: 'i',
  half: 'pol pola',
  bareUnits: 'minutu minuta sat',
  durations: {
    'četvrt sata': [15, 'min'],
    'tri četvrt sata': [45, 'min'],
    'pola sata': [30, 'min'],
    'pol sata': [30, 'min'],
    'pola minute': [30, 's'],
  },
  units: {
    s: 'sekund* sek',
    min: 'minut*',
    h: 'sat sata sati',
    kg: 'kilogram* kilo kila kg',
    m: 'metar metra metara',
    km: 'kilometar*',
    other: 'tjedan tjedna tjedana dan dana mjesec* godin* eura stupnjeva grešaka prijatelj* godini',
    portion: 'grama g kalorij*',
  },
  labels: 'tjedan dio razina faza epizoda kod šifra',
  times: 'put puta',
  periods: 'tjedno tjedan dnevno mjesec',
  frequencies: 'tjedno dnevno mjesečno',
  months: 'siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenog prosinca',
  clockBefore: 'u',
  clockAfter: 'ujutro navečer',
  signs:
    'odmor odmora serije ponavljanja sklekova čučnjevi kruga strani noga trčanje skokova bučice rada krugova krugovi trčanja čučnjeva ruci nozi nogu strana ponavljanje',
  pulse: 'puls otkucaji',
  topics: 'grešaka greške savjeta razloga vježbi recepata žena',
  sharedLabels: 'dan korak',
  of: 'od',
};
