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
  more: { une: 1, douzaine: 12, dizaine: 10, quinzaine: 15, mille: 1_000 },
  and: 'et',
  half: 'demi demie',
  bareUnits: 'minute heure',
  units: {
    s: 'seconde*',
    min: 'minute*',
    h: 'heure heures',
    kg: 'kilo kilos kilogramme*',
    lb: 'livre livres',
    m: 'mètre mètres',
    km: 'kilomètre*',
    other: 'abonné* semaine semaines jour jours mois an ans année* degrés erreurs conseils',
    portion: 'gramme grammes calorie*',
  },
  labels: 'jour semaine partie niveau phase saison épisode code pouls',
  times: 'fois',
  periods: 'semaine jour mois',
  frequencies: 'hebdomadaires',
  months: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
  clockBefore: 'à',
  clockAfter: '',
};
