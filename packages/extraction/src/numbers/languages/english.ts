import type { LanguageData } from './language-data.ts';

export const english: LanguageData = {
  tag: 'en',
  source: 'general knowledge of the language; captions of fitness posts',
  numbers: {
    upTo19:
      'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
    tens: 'twenty thirty forty fifty sixty seventy eighty ninety',
    join: ['~'],
    hundred: 'one_hundred/a_hundred/hundred',
    joinHundred: ['~', '~and~'],
  },
  more: {
    'half a dozen': 6,
    'half dozen': 6,
    once: 1,
    twice: 2,
    double: 2,
    thrice: 3,
    couple: 2,
    dozen: 12,
    quarter: 0.25,
    thousand: 1_000,
  },
  and: 'and',
  half: 'half',
  durations: {
    'quarter of an hour': [15, 'min'],
    'quarter hour': [15, 'min'],
    'three quarters of an hour': [45, 'min'],
    'half hour': [30, 'min'],
  },
  units: {
    s: 's sec secs second*',
    min: 'min mins minute*',
    h: 'h hr hrs hour hours',
    kg: 'kg kgs kilo kilos kilogram*',
    lb: 'lb lbs # pound pounds',
    pood: 'pood poods',
    st: 'stone stones',
    m: 'meter meters metre metres',
    km: 'km kms kilomet*',
    mi: 'mi mile miles',
    yd: 'yd yds yard yards',
    ft: 'ft feet foot',
    other:
      '% rm am pm follower* subscriber* view views like likes percent week weeks day days month months year years yrs dollar dollars buck bucks usd euro* eur comment* share shares bpm watt watts w mph kph degree* ° star stars client* people reviews members inch inches in favorite favourite steps spots seats places cm mm inch friend* posts pack packs fps hz million millions',
    portion:
      'g gr gram grams cal cals kcal calorie* ml liter* litre* oz ounce* egg eggs banana* scoop* meal meals cup cups glass glasses pill* l',
  },
  labels:
    'day week part vol volume episode ep level phase season chapter rpe rir zone tempo code room iphone age ages aged top number no ranked version v grade size bmi gen generation q round pt song apt page bus gate open macros buy psalm route table zip ext hrv score rated turning lane heat bib seat',
  times: 'time times x',
  periods: 'week weeks day days month year wk night',
  frequencies: 'weekly daily monthly',
  months:
    'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec',
  clockBefore: 'at',
  clockAfter: 'am pm oclock',
  pulse: 'pulse hr heart heartrate bpm',
  topics:
    'mistake* tip tips error errors reason* ways secrets myths signs habits hacks rules exercises moves recipes workouts women',
  sharedLabels: 'step',
  of: 'of',
  each: 'each per every reps rep sets set rounds',
  ages: 'over past under',
  streets: 'street avenue road lane boulevard',
};
