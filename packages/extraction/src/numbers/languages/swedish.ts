import type { LanguageData } from './language-data.ts';

export const swedish: LanguageData = {
  tag: 'sv',
  source: 'general knowledge of the language; exercise texts of wger (CC-BY-SA) for the words of training',
  numbers: {
    upTo19:
      'noll ett/en två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton',
    tens: 'tjugo trettio fyrtio femtio sextio sjuttio åttio nittio',
    join: [''],
    hundred: 'hundra/etthundra',
    joinHundred: [''],
  },
  more: { dussin: 12, tusen: 1_000 },
  and: 'och',
  half: 'halv halva halvt',
  durations: {
    kvart: [15, 'min'],
    'en kvart': [15, 'min'],
    trekvart: [45, 'min'],
    halvtimme: [30, 'min'],
    halvtimmes: [30, 'min'],
  },
  units: {
    s: 'sekund*',
    min: 'minut minuter minuts minuters',
    h: 'timme timmar tim',
    kg: 'kilo kilogram*',
    m: 'meter',
    km: 'kilometer',
    other:
      'vecka veckor dag dagar månad* år kr kronor grader misstag vänner dagars års veckors följare tusen miljoner barn personer slag',
    portion: 'gram kalori*',
  },
  labels: 'dag vecka nivå fas avsnitt kod koden',
  times: 'gånger gång',
  periods: 'veckan vecka dagen månaden',
  frequencies: 'veckovis',
  months: 'januari februari mars april maj juni juli augusti september oktober november december',
  clockBefore: 'klockan kl',
  signs:
    'vila varv knäböj marklyft armhävningar planka spring hopp övning ben sida repetitioner arbete gånger vanliga knäböjningar handen händer löpning varje hand',
  pulse: 'puls pulsen',
  topics: 'misstag tips anledningar övningar recept kvinnor',
  sharedLabels: 'del steg',
  of: 'av',
  names: 'storlek kl klockan',
  fillers: 'och i på med är har',
  bodyWeight: 'väger vägde gått_ner gick_ner tappat tappade minus',
  bodyWeightAfter: 'lättare',
  life: 'sover sömn sova bil kaffe',
  from: 'från',
};
