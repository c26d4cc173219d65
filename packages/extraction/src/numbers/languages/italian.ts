import type { LanguageData } from './language-data.ts';

export const italian: LanguageData = {
  tag: 'it',
  source: 'general knowledge of the language; exercise texts of wger (CC-BY-SA) for the words of training',
  numbers: {
    upTo19:
      'zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove',
    tens: 'venti trenta quaranta cinquanta sessanta settanta ottanta novanta',
    join: [''],
    elides: true,
    hundred: 'cento',
    joinHundred: [''],
  },
  more: { 'mezza dozzina': 6, un: 1, una: 1, dozzina: 12, decina: 10, mille: 1_000 },
  and: 'e',
  half: 'mezzo mezza mezz',
  bareUnits: 'minuto ora',
  durations: {
    "quarto d'ora": [15, 'min'],
    "tre quarti d'ora": [45, 'min'],
    "mezz'ora": [30, 'min'],
    mezzora: [30, 'min'],
  },
  units: {
    s: 'secondo secondi sec',
    min: 'minuto minuti',
    h: 'ora ore',
    kg: 'chilo chili chilogramm*',
    lb: 'libbra libbre',
    m: 'metro metri',
    km: 'chilometr*',
    mi: 'miglio miglia',
    other:
      'settimana settimane giorno giorni mese mesi anno anni gradi errori consigli euro posti centimetri amici amiche',
    portion: 'grammo grammi calorie',
  },
  labels: 'giorno settimana parte livello fase episodio codice canzone pagina',
  times: 'volta volte',
  periods: 'settimana giorno mese',
  frequencies: 'settimanali',
  months: 'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
  clockBefore: 'alle',
  signs: 'serie ripetizioni recupero riposo piegamenti giri affondi corri manubri lato gamba ciascuno saltelli stacco',
  pulse: 'battito battiti cardiaca fc',
  topics: 'errori consigli motivi trucchi esercizi ricette donne',
  sharedLabels: 'passo',
};
