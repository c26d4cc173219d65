import type { LanguageData } from './language-data.ts';

export const dutch: LanguageData = {
  tag: 'nl',
  source: 'general knowledge of the language; exercise texts of wger (CC-BY-SA) for the words of training',
  numbers: {
    upTo19:
      'nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien',
    tens: 'twintig dertig veertig vijftig zestig zeventig tachtig negentig',
    join: ['en'],
    onesFirst: true,
    hundred: 'honderd/éénhonderd',
    joinHundred: [''],
  },
  more: { tweemaal: 2, driemaal: 3, dozijn: 12, anderhalve: 1.5, anderhalf: 1.5, duizend: 1_000 },
  and: 'en',
  half: 'half halve',
  durations: { halfuur: [30, 'min'] },
  units: {
    s: 'seconde seconden sec',
    min: 'minuut minuten',
    h: 'uur uren',
    kg: 'kilo kilogram*',
    lb: 'pond',
    m: 'meter',
    km: 'kilometer*',
    mi: 'mijl mijlen',
    other: 'week weken dag dagen maand maanden jaar graden fouten',
    portion: 'gram',
  },
  labels: 'dag week deel niveau fase aflevering code',
  times: 'keer maal',
  periods: 'week dag maand',
  frequencies: 'wekelijks',
  months: 'januari februari maart april mei juni juli augustus september oktober november december',
  clockBefore: 'om',
  signs: 'rust herhalingen rondes kant sprongen rennen fietsen wandelen oefening werk elke',
};
