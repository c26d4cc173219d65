/**
 * Countries (ISO 3166-1 alpha-2, CLDR region codes as the load balancer tells them) by continent. Source: the M49
 * standard of the United Nations Statistics Division; Taiwan and Kosovo, which it leaves out, with their neighbours.
 */
const COUNTRIES = {
  africa:
    'AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW',
  antarctica: 'AQ',
  asia: 'AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE',
  europe:
    'AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK',
  north_america:
    'AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR SV SX TC TT US VC VG VI',
  oceania: 'AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS',
  south_america: 'AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE',
} as const;

export type Continent = keyof typeof COUNTRIES | 'unknown';

export const CONTINENTS: readonly Continent[] = [...(Object.keys(COUNTRIES) as (keyof typeof COUNTRIES)[]), 'unknown'];

const BY_COUNTRY: ReadonlyMap<string, Continent> = new Map(
  Object.entries(COUNTRIES).flatMap(([continent, countries]) =>
    countries.split(' ').map((country) => [country, continent as Continent] as const),
  ),
);

/** Where a client is, by what the load balancer says of it: `AU,-33.870000,151.210000`. */
export const continentOf = (geoLocation: string | undefined): Continent =>
  BY_COUNTRY.get(geoLocation?.split(',', 1)[0]?.trim().toUpperCase() ?? '') ?? 'unknown';
