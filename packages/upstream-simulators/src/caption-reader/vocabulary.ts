/** Exercises by the word at their core, with the muscles they train. Plurals and spellings are part of the pattern. */
interface Core {
  readonly words: readonly string[];
  readonly muscles: readonly string[];
}

/** A list in running text; none of the patterns has a comma. */
const list = (text: string): string[] => text.trim().split(/,\s+/);

/** Patterns, not plain words: `[- ]?` where people write one, two or hyphenated words. */
const CORES: readonly Core[] = [
  {
    words: list(`squats?, thrusters?, wall[- ]?balls?(?: shots?)?, leg[- ]press(?:es)?, leg extensions?,
      pistols?, step[- ]?ups?, wall[- ]sits?, sit to stands?, sentadillas?, agachamentos?,
      kniebeugen?, cadeira extensora, prensa, leg press, beinpresse, presse à cuisses`),
    muscles: ['quadriceps', 'glutes'],
  },
  {
    words: list(`lunges?, split squats?, zancadas?, estocadas?, afundos?, passadas?, ausfallschritte?, fentes?,
      avanços?`),
    muscles: ['quadriceps', 'glutes', 'hamstrings'],
  },
  {
    words: list(`dead[- ]?lifts?, rdls?, sldls?, good[- ]mornings?, leg curls?, hamstring curls?, nordic curls?,
      peso muerto, levantamento terra, stiff, mesa flexora, kreuzheben, soulev[ée]s? de terre`),
    muscles: ['hamstrings', 'glutes', 'back'],
  },
  {
    words: list(`hip[- ]?thrusts?, glute[- ]bridges?, bridges?, hip bridges?, kick[- ]?backs?, clam ?shells?,
      hip abductions?, fire hydrants?, donkey kicks?, puente de gl[úu]teos?,
      elevaç(?:ão|ões) p[ée]lvicas?, hüftheben, glute bridge, ponts? fessiers?`),
    muscles: ['glutes'],
  },
  {
    words: list(`push[- ]?ups?, press[- ]?ups?, flexiones, lagartijas, flexões, liegestütze?n?, pompes?,
      bench(?: press(?:es)?)?, chest press(?:es)?, chest fl(?:y|ies|yes), pec fl(?:y|ies|yes),
      cable fl(?:y|ies|yes), fl(?:ies|yes), dips?, supinos?, press de banca, bankdrücken,
      développés? couchés?, crucifixos?, floor press(?:es)?`),
    muscles: ['chest', 'triceps', 'shoulders'],
  },
  {
    words: list(`pull[- ]?ups?, chin[- ]?ups?, pull[- ]?downs?, pulldowns?, rows?, renegade rows?,
      muscle[- ]?ups?, dominadas?, remo, remadas?, barras? fixas?, klimmzüge?n?, rudern, tractions?,
      rowing, pull[- ]?overs?, rope climbs?, puxadas?, jal[oó]n(?:es)?`),
    muscles: ['back', 'biceps'],
  },
  {
    words: list(`
      (?:shoulder|overhead|military|push|arnold|z|landmine|strict|db|dumbbell|kb|kettlebell|oh|jm|devil|devils|pallof|svend|cuban)[- ]press(?:es)?,
      press militar, presses, lateral raises?, front raises?, side raises?, raises?, upright rows?,
      face[- ]pulls?, shrugs?, push[- ]jerks?, jerks?, pike push[- ]?ups?,
      hand[- ]?stand push[- ]?ups?, handstand holds?, handstands?, elevaciones laterales,
      elevaç(?:ão|ões) (?:lateral|laterais|frontal|frontais), desenvolvimentos?, schulterdrücken,
      seitheben, élévations latérales, développés? militaires?, halos?, reverse fl(?:y|ies|yes),
      arm circles?, armkreisen`),
    muscles: ['shoulders'],
  },
  {
    words: list(`
      (?:bicep|biceps|hammer|preacher|concentration|spider|barbell|dumbbell|db|ez[- ]bar|cable|zottman|incline|bayesian)[- ]curls?,
      curls?, bizepscurls?, curls? de bíceps,
      roscas?(?: diretas?| bayesianas?| martelos?| alternadas?)?`),
    muscles: ['biceps'],
  },
  {
    words: list(`tricep(?:s)? (?:extensions?|push[- ]?downs?|dips?|press(?:es)?|kick[- ]?backs?),
      skull[- ]?crushers?, push[- ]?downs?, tr[íi]ceps(?: corda| testa| polea| pulley| franc[êe]s),
      extensiones de tr[íi]ceps, trizeps-?dips?, trizepsdrücken, extensions? triceps`),
    muscles: ['triceps'],
  },
  {
    words: list(`planks?, side planks?, sit[- ]?ups?, crunch(?:es)?, russian twists?, twists?, leg raises?,
      knee raises?, v[- ]?ups?, tuck[- ]?ups?, toes[- ]to[- ]bars?,
      hollow (?:holds?|rocks?|body holds?), dead[- ]?bugs?, bird[- ]?dogs?, flutter kicks?, bicycles?,
      mountain[- ]climbers?, wind ?mills?, wood ?chops?, ab[- ]?wheel(?: rollouts?)?, roll[- ]?outs?,
      hanging leg raises?, l[- ]sits?, plank (?:jacks?|holds?|taps?), shoulder taps?, plancha,
      pranchas?, abdominales, abdominais, unterarmstütz, gainages?, planches?, relevés? de jambes,
      escaladores?, bergsteiger, superman(?:s|holds?)?, supermans, heel taps?, toe touches?,
      toe taps?, cat[- ]cows?(?: flow)?`),
    muscles: ['core'],
  },
  {
    words: list(`calf raises?, panturrilhas?, elevaci[óo]n de (?:talones|gemelos), gemelos, wadenheben, mollets`),
    muscles: ['calves'],
  },
  {
    words: list(`swings?, clean(?:s)?(?: and| &)? jerks?, cleans?, power cleans?, snatch(?:es)?, high[- ]pulls?,
      get[- ]?ups?, man[- ]?makers?, turkish get[- ]?ups?, clean(?:s)? to press(?:es)?, arrancadas?,
      balanceos?, burpees?, devil(?:s|’s|'s)? press(?:es)?, sled (?:push(?:es)?|pulls?|drags?),
      farmer(?:s|’s|'s)? (?:carr(?:y|ies)|walks?|holds?), carr(?:y|ies), bear crawls?, crawls?,
      inch ?worms?, slams?, ball slams?, hang snatch(?:es)?, half burpees?, sprawls?`),
    muscles: ['full body'],
  },
  {
    words: list(`jumping jacks?, high[- ]knees?, butt[- ]kicks?, double[- ]unders?, single[- ]unders?,
      jump[- ]?rope, skipping, box jumps?, broad jumps?, squat jumps?, jump squats?, tuck jumps?,
      jumps?, skaters?, hops?, star jumps?, saltos?(?: de tijera| de cuerda)?, comba, polichinelos?,
      hampelmänner, seilspringen, corde à sauter, battle ropes?, box step[- ]?overs?, step[- ]overs?`),
    muscles: ['legs', 'cardiovascular'],
  },
  {
    words: list(`runs?, running, jogs?, sprints?, walks?, treadmill, bike, biking, assault bike, echo bike,
      row(?:er|ing), ski ?erg, elliptical, stair ?master, swim, correr, corrida, carrera, caminata,
      laufen, gehen, course, vélo`),
    muscles: ['cardiovascular'],
  },
  {
    words: list(`stretch(?:es)?, leg swings?, pass[- ]?throughs?, pull[- ]aparts?, pigeon pose, downward dogs?,
      child[’']?s pose, world[’']?s greatest stretch, hip (?:openers?|circles?), dislocates?,
      thoracic rotations?, estiramientos?, alongamentos?, dehnung`),
    muscles: ['mobility'],
  },
];

/** Words that belong to a name when they stand beside its core. */
const MODIFIERS = list(`barbells?, bb, dumb+ell?s?, dumbbells?, db, kettlebells?, kb, cable, machine, smith,
      band(?:ed)?, resistance band, trx, ring, rings, bar, plate, medicine ball, med ?ball,
      swiss ball, landmine, trap bar, hex bar, ez[- ]bar, weighted, body ?weight, bw, sled, box,
      bench, wall, floor, hanging, assault, echo, concept2, air, goblet, front, back, rear, overhead,
      oh, bulgarian, sumo, romanian, stiff[- ]leg(?:ged)?, single[- ](?:leg|arm|kettlebell|dumbbell),
      one[- ](?:leg|arm|legged|armed|handed), two[- ](?:arm|hand|handed), sa, sl, alt, alternating,
      walking, reverse, forward, lateral, side, curtsy, jumping, jump, pulse, pulsing, pause, paused,
      tempo, slow, deep, wide, narrow, close, diamond, incline, inclined, decline, seated, standing,
      kneeling, half[- ]kneeling, tall, lying, prone, supine, bent, bent[- ]over, over, chest,
      shoulder, hip, glute, leg, legs, knee, knees, ankle, bicep, biceps, tricep, triceps, hammer,
      preacher, concentration, lat, lats, upright, gorilla, renegade, pendlay, chest[- ]to[- ]bar,
      strict, kipping, kip, hang, power, muscle, full, half, high, low, double, single, hollow,
      russian, turkish, devil, bear, spider[- ]?man, military, arnold, z, push, pull, hand[- ]?stand,
      hand release, pike, archer, pop, split, pistol, cossack, zercher, hack, belt, box, calf, heel,
      toe, toes, bicycle, reverse, cross, cross[- ]body, copenhagen, elevated, deficit, rack, offset,
      negative, assisted, explosive, plyo, plyometric, dynamic, static, easy, light, burpee, clean,
      snatch, squat, lunge, row, press, plank, curl, swing, raise, step, tap, touch, hold, holds,
      jack, jacks, up, ups, down, out, ins?, kicks?, drags?, extensions?, rotations?, circles?,
      holds?, pose, drive, drives, sprint, climbs?, rope, legless, mixed grip, grip, neutral,
      overhand, underhand, right, arms?, left, face, upper, body, around the world, bottoms?, tuck,
      front[- ]to[- ]back, side[- ]to[- ]side, floor touch,
      con (?:mancuernas?|barra|salto|pesas?|kettlebell), com (?:halteres?|barra|salto|polia),
      mit (?:kurzhanteln?|langhantel|kettlebell|band), avec (?:haltères?|barre), búlgaras?, búlgaros?,
      rumano, romeno, livres?, inclinad[oa]s?, apoiad[oa]s?, laterales, lateral, laterais, frontal,
      unilateral, em pé, de pie, sentad[oa], na polia, no banco, de pecho, sumô, langhantel,
      kurzhantel, enge?, breite?, bulgarische?, rumänisches?, sautée?s?, bulgares?, latérale?s?,
      a una mano, 1 mano, de glúteos?, invertidas?, militar, y press, goblet`);

/** Small words inside a name, never at its end. */
const LINKS = list(`to, and, &, with, into, on, off, w/, en, de, do, da, y, e, und, et, à, al, a, the, [+], /`);

const oneOf = (patterns: readonly string[]): string =>
  [...new Set(patterns)].sort((a, b) => b.length - a.length).join('|');

const CORE_PATTERN = oneOf(CORES.flatMap((core) => core.words));
const MODIFIER_PATTERN = oneOf(MODIFIERS);
const START = "(?<![\\p{L}\\p{N}’'-])";
const END = "(?![\\p{L}\\p{N}]|[-’'][\\p{L}])";
const GAP = '(?:[ \\t]+|-)';

const NAME = new RegExp(
  `${START}(?:(?:${MODIFIER_PATTERN})${END}${GAP})*(?:${CORE_PATTERN})${END}(?:${GAP}(?:(?:${oneOf(LINKS)})${GAP})*(?:${CORE_PATTERN}|${MODIFIER_PATTERN})${END})*`,
  'giu',
);

/** What makes a name a topic and not a thing to do: "4 lunge variations", "squat mistakes". */
const TOPIC =
  /^[\s-]*(?:variations?|mistakes?|tips?|challenges?|ideas?|workouts?|routines?|programs?|progressions?|days?|session|class(?:es)?|exercises?|series\b(?!\s?(?:de|x))|lovers?|guide|tutorial|form|technique|standards?|skills?|strength|max|machine|shoes|bros?|goals?)\b/iu;

export interface NameMatch {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

const PLURAL_CORE = new RegExp(`(?<![\\p{L}-])(?:${CORE_PATTERN})(?<=s)$`, 'iu');
const HAS_CORE = new RegExp(`${START}(?:${CORE_PATTERN})${END}`, 'iu');

/** "Double Unders Sit-Ups" are two: a plural ends a name when another core follows it. */
function partsOf(match: RegExpExecArray): NameMatch[] {
  const [whole] = match;
  for (const gap of whole.matchAll(/[ \t]+(?=\p{L})/gu)) {
    const left = whole.slice(0, gap.index);
    const from = gap.index + gap[0].length;
    if (!PLURAL_CORE.test(left) || !HAS_CORE.test(whole.slice(from))) {
      continue;
    }
    const start = match.index;
    return [
      { start, end: start + left.length, name: left },
      { start: start + from, end: start + whole.length, name: whole.slice(from) },
    ];
  }
  return [{ start: match.index, end: match.index + whole.length, name: whole }];
}

/** Every exercise name in the text, longest first at each place. */
export const findNames = (text: string): NameMatch[] =>
  [...text.matchAll(NAME)].flatMap(partsOf).filter(({ end }) => !TOPIC.test(text.slice(end)));

const MUSCLES = CORES.map((core) => ({
  pattern: new RegExp(`${START}(?:${oneOf(core.words)})${END}`, 'iu'),
  muscles: core.muscles,
}));

export const musclesOf = (name: string): string[] => [
  ...new Set(MUSCLES.flatMap(({ pattern, muscles }) => (pattern.test(name) ? muscles : []))),
];

const EQUIPMENT: readonly (readonly [RegExp, string])[] = [
  [/dumb+ell?|\bdbs?\b|mancuern|halter(?!es)|halteres|kurzhantel|haltère/iu, 'dumbbell'],
  [/barbell|\bbb\b|langhantel|con barra|com barra|\bbarre\b/iu, 'barbell'],
  [/kettlebell|\bkbs?\b|pesa rusa|goblet/iu, 'kettlebell'],
  [/\bbands?\b|banded|theraband|elástic/iu, 'resistance band'],
  [/\bcable|polia|polea|kabelzug|poulie/iu, 'cable machine'],
  [/\bbench\b|\bbanco\b|\bbanca\b|bankdrücken/iu, 'bench'],
  [/\bbox\b|step[- ]?up/iu, 'box'],
  [/pull[- ]?up|chin[- ]?up|dominada|klimmzu|klimmzü|toes[- ]to[- ]bar|tractions?\b/iu, 'pull-up bar'],
  [/jump[- ]?rope|double[- ]under|comba|seilspring|corde à sauter/iu, 'jump rope'],
  [/\bbike\b/iu, 'bike'],
  [/treadmill/iu, 'treadmill'],
  [/med(?:icine)? ?ball|wall[- ]?ball|ball slam/iu, 'medicine ball'],
  [/\bsled\b/iu, 'sled'],
];

export const equipmentOf = (text: string): string[] =>
  EQUIPMENT.flatMap(([pattern, name]) =>
    pattern.test(text) && !(name === 'kettlebell' && /dumb|\bdb\b/i.test(text)) ? [name] : [],
  );

/** Words that show that a text is about training at all. */
export const TRAINING =
  /\b(?:workout|reps?|sets?|rounds?|amrap|emom|wod|hiit|tabata|superset|circuit|exercises?|training|gym|fitness|repeticiones|repetiç|series|séries|entrenamiento|treino|übung|sätze|wiederholung|wdh|entraînement|musculation|répétitions?)\b/iu;
