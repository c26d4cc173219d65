import { CATALOGUE_CHECKED_ON } from '@sets/extraction';
import { LIST_PRICES } from '../infra/list-prices.ts';
import { type Deployment, monthlyCosts, totalOf } from '../infra/monthly-costs.ts';
import { renderTable } from './markdown-table.ts';

const POSTS = [1_000, 100_000, 10_000_000] as const;
const FOUR_REGIONS: Deployment = { regions: 4, instances: 10 };
const FEWER: readonly (readonly [name: string, deployment: Deployment])[] = [
  ['`eu-only`, two regions', { regions: 2, instances: 6 }],
  ['`one-region`, one instance of each service', { regions: 1, instances: 2 }],
];

const dollars = (usd: number): string =>
  `$${usd < 10 && usd > 0 ? usd.toFixed(2) : Math.round(usd).toLocaleString('en-US')}`;

/** Not 0.000018 as 1.8e-5. */
const plain = (usd: number): string => usd.toFixed(6).replace(/\.?0+$/, '');

/** The table of monthly costs in infra/README.md. */
export function renderCostDocs(): string {
  const nowMs = Date.parse(`${CATALOGUE_CHECKED_ON}T12:00:00Z`);
  const columns = POSTS.map((posts) => monthlyCosts(FOUR_REGIONS, posts, nowMs));
  const [first = []] = columns;
  const lines = first.map(({ what, arithmetic }, row) => [
    what,
    arithmetic,
    ...columns.map((column) => dollars(column[row]?.usd ?? 0)),
  ]);
  const total = (name: string, deployment: Deployment) => [
    `**${name}**`,
    `${deployment.instances} instances`,
    ...POSTS.map((posts) => `**${dollars(totalOf(monthlyCosts(deployment, posts, nowMs)))}**`),
  ];
  return [
    `List prices as below, models' prices of ${CATALOGUE_CHECKED_ON}; 15 of 100 posts are misses (the promise), 85 are hits.`,
    '',
    renderTable(
      ['what', 'arithmetic', ...POSTS.map((posts) => `${posts.toLocaleString('en-US')} posts`)],
      [...lines, total('`four-regions`', FOUR_REGIONS), ...FEWER.map(([name, deployment]) => total(name, deployment))],
    ),
    '',
    'Prices in US dollars for Iowa and `nam5`; Asia costs up to a fifth more. "Seen" is the day of a copy of that list; where there is none, look before you count on it.',
    '',
    renderTable(
      ['price', 'USD', 'per', 'list', 'seen'],
      Object.values(LIST_PRICES).map(({ what, usd, per, source, seen }) => [
        what,
        plain(usd),
        per,
        source,
        seen ?? '–',
      ]),
    ),
  ].join('\n');
}
