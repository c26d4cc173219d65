import type { LanguageData } from './language-data.ts';

export const french: LanguageData = {
  tag: 'fr',
  source: 'general knowledge of the language; exercise texts of wger (CC-BY-SA) for the words of training',
  numbers: {
    upTo19:
      'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix_sept dix_huit dix_neuf',
    tens: 'vingt trente quarante cinquante soixante soixante quatre_vingt/quatre_vingts quatre_vingt',
    join: ['~', '~et~'],
    vigesimal: true,
    hundred: 'cent',
    joinHundred: ['~'],
  },
  more: { 'demi douzaine': 6, une: 1, douzaine: 12, dizaine: 10, quinzaine: 15, mille: 1_000 },
  and: 'et',
  half: 'demi demie',
  bareUnits: 'minute heure',
  durations: {
    "quart d'heure": [15, 'min'],
    "trois quarts d'heure": [45, 'min'],
    'demi-heure': [30, 'min'],
    'demi heure': [30, 'min'],
  },
  units: {
    s: 'seconde*',
    min: 'minute*',
    h: 'heure heures',
    kg: 'kilo kilos kilogramme*',
    lb: 'livre livres',
    m: 'mètre mètres',
    km: 'kilomètre*',
    other:
      'abonné* semaine semaines jour jours mois an ans année* degrés erreurs conseils places centimètres amis amies copines copains',
    portion: 'gramme grammes calorie*',
  },
  labels: 'jour semaine partie niveau phase saison épisode code chanson page',
  times: 'fois',
  periods: 'semaine jour mois',
  frequencies: 'hebdomadaires',
  months: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
  clockBefore: 'à',
  clockAfter: '',
  pulse: 'pouls cardiaque fc',
  topics: 'erreurs conseils raisons astuces exercices recettes femmes',
  sharedLabels: 'étape',
  of: 'sur de',
  each: 'par chaque',
};
