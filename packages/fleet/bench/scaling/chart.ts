import type { Sample } from './run-region.ts';

export interface Line {
  readonly name: string;
  readonly samples: readonly Sample[];
}

const WIDTH = 460;
const HEIGHT = 150;
const COLOURS = ['#1f6feb', '#9a6700', '#8250df'];

/** Points of one line, at most one per pixel: the largest of each column, so that no peak is lost. */
function points(samples: readonly Sample[], read: (sample: Sample) => number, largest: number): string {
  const untilMs = samples.at(-1)?.atMs ?? 1;
  const columns = new Map<number, number>();
  for (const sample of samples) {
    const x = Math.round((sample.atMs / untilMs) * WIDTH);
    columns.set(x, Math.max(columns.get(x) ?? 0, read(sample)));
  }
  return [...columns].map(([x, value]) => `${x},${(HEIGHT - (value / largest) * HEIGHT).toFixed(1)}`).join(' ');
}

function panel(title: string, lines: readonly Line[], read: (sample: Sample) => number): string {
  const largest = Math.max(1, ...lines.flatMap(({ samples }) => samples.map(read)));
  return [
    `<text x="0" y="-8" font-weight="600">${title}, at most ${largest}</text>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="none" stroke="#d0d7de"/>`,
    ...lines.map(
      ({ samples }, index) =>
        `<polyline fill="none" stroke="${COLOURS[index % COLOURS.length]}" stroke-width="1.5" points="${points(samples, read, largest)}"/>`,
    ),
    ...lines.map(
      ({ name }, index) =>
        `<text x="${WIDTH - 6}" y="${16 + 14 * index}" text-anchor="end" fill="${COLOURS[index % COLOURS.length]}">${name}</text>`,
    ),
  ].join('\n');
}

/** One row per scenario: the queue's depth on the left, the workers on the right. */
export function toSvg(rows: readonly { readonly title: string; readonly lines: readonly Line[] }[]): string {
  const step = HEIGHT + 62;
  const body = rows.map(
    ({ title, lines }, index) => `<g transform="translate(20 ${46 + index * step})">
<text x="0" y="-26" font-size="14" font-weight="600">${title}</text>
${panel('tasks', lines, ({ depth }) => depth)}
<g transform="translate(${WIDTH + 40} 0)">${panel('workers', lines, ({ instances }) => instances)}</g>
</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${2 * WIDTH + 80}" height="${rows.length * step + 20}" font-family="system-ui, sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
${body.join('\n')}
</svg>
`;
}
