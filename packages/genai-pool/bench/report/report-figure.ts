import { CONTENDERS, type ContenderName } from '../contenders/contender.ts';
import type { Measured } from '../samples/measured.ts';
import { cellsOf } from './cells.ts';

const SHOWN: Readonly<Partial<Record<ContenderName, string>>> = {
  bare: '#9aa0a6',
  round_robin: '#f29900',
  each_once: '#0b8043',
  pool: '#1a73e8',
};
const [LEFT, WIDTH, LINE, TOP] = [460, 400, 16, 44];

/** A dot for each contender on a line for each row: the share of requests answered while something was wrong. */
export function toSvg(measured: readonly Measured[]): string {
  const rows = measured.filter(({ row }) =>
    Object.keys(SHOWN).every((name) => row.contenders.includes(name as ContenderName)),
  );
  const height = TOP + rows.length * LINE + 24;
  const x = (share: number): string => (LEFT + share * WIDTH).toFixed(1);
  const legend = Object.entries(SHOWN).map(
    ([name, colour], index) =>
      `<circle cx="${16 + index * 210}" cy="16" r="5" fill="${colour}"/><text x="${26 + index * 210}" y="20">${CONTENDERS[name as ContenderName]}</text>`,
  );
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line x1="${x(share)}" x2="${x(share)}" y1="${TOP - 10}" y2="${height - 20}" stroke="#e0e0e0"/><text x="${x(share)}" y="${height - 6}" text-anchor="middle">${share * 100} %</text>`,
  );
  const lines = rows.flatMap((one, index) => {
    const y = TOP + index * LINE;
    const rate = 'rps' in one.row.load ? `, ${one.row.load.rps}/s` : '';
    return [
      `<text x="${LEFT - 10}" y="${y + 4}" text-anchor="end">${one.row.title}${rate}</text>`,
      ...Object.entries(SHOWN).flatMap(([name, colour]) =>
        cellsOf(one)
          .filter(({ contender }) => contender === name)
          .map(
            ({ answered }) => `<circle cx="${x(answered)}" cy="${y}" r="4.5" fill="${colour}" fill-opacity="0.85"/>`,
          ),
      ),
    ];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + WIDTH + 40}" height="${height}" font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="white"/>
${[...legend, ...grid, ...lines].join('\n')}
</svg>
`;
}
