import type { LanguageData } from './language-data.ts';

export const polish: LanguageData = {
  tag: 'pl',
  source: 'general knowledge of the language; exercise texts of wger (CC-BY-SA) for the words of training',
  numbers: {
    upTo19:
      'zero jeden/jedna/jedną/jednej dwa/dwie/dwóch trzy/trzech cztery/czterech pięć/pięciu sześć/sześciu siedem/siedmiu osiem/ośmiu dziewięć/dziewięciu dziesięć/dziesięciu jedenaście dwanaście/dwunastu trzynaście czternaście piętnaście/piętnastu szesnaście siedemnaście osiemnaście dziewiętnaście',
    tens: 'dwadzieścia/dwudziestu trzydzieści/trzydziestu czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt',
    join: ['~'],
    hundred: 'sto/stu',
    hundreds: 'dwieście trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset',
    joinHundred: ['~'],
  },
  more: { półtorej: 1.5, półtora: 1.5, tuzin: 12, tysiąc: 1_000 },
  and: 'i',
  half: 'pół',
  durations: {
    kwadrans: [15, 'min'],
    'trzy kwadranse': [45, 'min'],
    'pół godziny': [30, 'min'],
    'pół minuty': [30, 's'],
    minuta: [1, 'min'],
    minutę: [1, 'min'],
  },
  units: {
    s: 'sekund* sek',
    min: 'minut*',
    h: 'godzin* godz',
    kg: 'kilogram* kilo',
    m: 'metr metry metrów metra',
    km: 'kilometr*',
    other: 'tydzień tygodni* dzień dni miesiąc* lat lata zł złotych stopni błędów znajom* przyjaciół dniow* tygodniow*',
    portion: 'gram gramów g kalori* kcal',
  },
  labels: 'dzień tydzień część poziom faza odcinek kod kodem',
  times: 'raz razy',
  periods: 'tygodniu tydzień dziennie miesiącu',
  frequencies: 'tygodniowo dziennie',
  months: 'stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia',
  clockBefore: 'o',
  clockAfter: 'rano wieczorem',
  signs:
    'przerwa przerwy serie serii powtórzeń pompek przysiady rundy stronę nogę bieg deska pracy hantle pajacyków skoków podciąganie minuty',
  pulse: 'tętno tętna puls',
  topics: 'błędów błędy wskazówek powodów ćwiczeń przepisów kobiet',
  sharedLabels: 'krok',
  of: 'z',
};
