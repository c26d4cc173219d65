/**
 * Numbers that are never an exercise's: taken out, character for character, before anything is read. Order matters
 * only where one pattern could eat a part of another.
 */
const NOISE: readonly RegExp[] = [
  /https?:\/\/\S+|\bwww\.\S+|\b[\w-]+\.(?:com|net|org|io|app|me|de|fr|es|br)\b\S*/giu,
  // Hashtags and mentions, also glued together; "@ 60kg" and "@RPE8" are no mentions.
  /#[\p{L}_][\p{L}\p{N}_]*(?:#[\p{L}\p{N}_]+)*|#\d+\b/giu,
  /(?<![\p{L}\p{N}])@(?!\s|\d|RPE|RIR)[\p{L}_][\p{L}\p{N}._‘’'-]*/giu,
  // Money and percent.
  /[$€£¥]\s?\d[\d.,]*\s?k?|\b\d[\d.,]*\s?(?:[$€£¥]|usd|eur|dollars?|euros?|reais|bucks)|\bR\$\s?\d[\d.,]*/giu,
  /\d[\d.,]*(?:\s?[-–]\s?\d[\d.,]*)?\s?(?:%|percent\b|por ?ciento\b|prozent\b|pour ?cent\b)/giu,
  // Dates, clock times, years.
  /\b\d{1,4}[./]\d{1,2}[./]\d{2,4}\b/gu,
  /\b\d{4}-\d{2}-\d{2}\b/gu,
  /\b\d{1,2}(?::\d{2})+(?:\s?-\s?\d{1,2}(?::\d{2})+)?\s?(?:[ap]\.?m\b\.?|uhr\b|h\b)?/giu,
  /\b\d{1,2}(?:\s?-\s?\d{1,2})?\s?(?:[ap]\.?m\b\.?|uhr\b|o['’]?clock\b)/giu,
  /\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-zé]*\.?)\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?\b/giu,
  /\b\d{1,2}(?:st|nd|rd|th|º|ª)\b/giu,
  /\b(?:19|20)\d{2}(?:[/-](?:19|20)?\d{2})?\b(?!\s?(?:m\b|meters?|metres?|metros?|reps?))/giu,
  // Phone numbers: seven digits or more in groups, one of them of three or more.
  /\+\d[\d\s().-]{6,}\d|\(\d{3}\)\s?\d{3}[\s.-]?\d{4}|\b\d{3}[\s.-]\d{3,4}[\s.-]?\d{4}\b|\b\d{7,}\b/gu,
  // Places in a series: day 12, part 2, week 1/4, episode 3, 5-day, 30 days, x/week.
  /\b(?:day|days|part|pt|week|wk|episode|ep|vol|volume|phase|level|round|chapter|tip|no|nr|number|día|dia|semana|parte|tag|woche|teil|jour|semaine|partie|d[ií]as?)\b\.?\s?#?\s?\d+(?:\s?(?:[-/]|of|de|von)\s?\d+)?(?!\s?x|\s?(?:minutes?|mins?|sec))/giu,
  /\b\d+(?:\s?[-–]\s?\d+)?[\s-]?(?:days?|weeks?|wks?|months?|years?|yrs?|d[ií]as?|semanas?|mes(?:es)?|años?|anos?|tagen?|wochen?|monaten?|monate|jahren?|jahre|jours?|semaines?|mois|ans)\b(?:\s?(?:per|a|pro|por)\s(?:week|woche|semana))?/giu,
  /\b\d+(?:\s?[-–]\s?\d+)?\s?(?:x|times|×|veces|vezes|mal|fois)?\s?(?:\/|per|a|pro|por|par|each|every)\s?(?:day|week|month|woche|tag|semana|día|dia|semaine|jour)\b|\b\d+x\s?(?:weekly|daily|wöchentlich)/giu,
  // Ages and decades.
  /\b(?:in|your|my|his|her|their|the|over|under|age|aged|turning)\s+(?:my\s|your\s|their\s|his\s|her\s)?\d{2}(?:['’]?s)?\b(?!\s?(?:s\b|sec|min|kg|lb|rep|pound|meter|m\b|x|%))/giu,
  /\b\d{2}\+|\b\d{1,2}[\s-]?(?:year|yr)s?[\s-]?olds?\b/giu,
  // Audiences.
  /\b\d[\d.,]*\s?(?:k|m|mio|mil)\b\+?(?=\s*(?:views?|followers?|likes?|subs|subscribers?|people|plays|seguidores|seguidoras|abonn|abos?\b|follow|visualiza|vues|aufrufe))/giu,
  /\b\d[\d.,]*\+?\s?(?:views?|followers?|likes?|subs|subscribers?|people|members?|comments?|friends?|clients?|families|spots?|seguidores|vistas|visualizações|curtidas|aufrufe|abonnés|vues|personas|pessoas|personen|personnes|calories|kcal|cals?|grams?|g|ml|usd|bpm)\b/giu,
  /\b\d+(?:[.,]\d+)?(?:k|m)\b(?!\s*(?:run|row|bike|ride|ski|walk|jog|sprint|swim|carry|sled))(?<!\d{2}m)/giu,
  // Loads for two groups without a unit: 95/65.
  /(?<![\d.,x×*/-]|[x×]\s)\b\d{2,3}\s?\/\s?\d{2,3}\b(?!\s?(?:lbs?|kgs?|#|pounds?|k\b|\/))/giu,
  /\b\d+[\s-]?min(?:ute)?s?\s(?:time\s)?cap\b/giu,
  // Effort and loads that are relative or without a unit; heights; tempos.
  /\b\d+\s?(?:rm|rir)\b|@?\s?\b(?:rpe|rir)\s?\d+(?:[.,]\d)?(?:\s?[-–]\s?\d+)?|\brest\s?pause\b/giu,
  /\b\d+(?:[.,]\d+)?\s?["″”](?:\s?\/\s?\d+(?:[.,]\d+)?\s?["″”])?|\b\d+(?:[.,]\d+)?\s?['′’](?!\w)/gu,
  /\b\d{1,2}(?:-\d{1,2}|-x){2,3}\s?tempo\b|\btempo:?\s?\d[\dx-]*/giu,
  /\b\d+(?:[.,]\d+)?(?:\s?\/\s?\d+(?:[.,]\d+)?)?\s?(?:pood|inch(?:es)?|in\b|cm\b|ft\b|feet)/giu,
  // Pictures and aspect ratios.
  /\b\d{3,4}\s?x\s?\d{3,4}\b/giu,
];

/** Keeps a character's place, so that positions found later stay true. */
const BLANK = '\uE000';

export const maskNoise = (text: string): string =>
  NOISE.reduce((masked, pattern) => masked.replace(pattern, (hit) => BLANK.repeat(hit.length)), text);

/** Lines that ask for attention, not for movement. */
export const CALL_TO_ACTION =
  /\b(?:follow|save|share|subscribe|comment|tag|link in|download|giveaway|discount|code|dm|bio|sign up|register|join|like this|click|guarda|comparte|sígueme|salva|salve|siga|segue|compartilha|speicher|folge?|teile|abonne|enregistre|partage)\b/iu;
