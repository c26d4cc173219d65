export interface Series {
  readonly name: string;
  /** Oldest first; null: nothing was seen. */
  readonly points: readonly { readonly atMs: number; readonly value: number | null }[];
}

export interface ChartProps {
  readonly title: string;
  readonly series: readonly Series[];
  /** Lines of what was promised. */
  readonly targets?: readonly { readonly name: string; readonly value: number }[];
  readonly shown: (value: number) => string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** The time that all charts point at. */
  readonly cursor: number;
  readonly onCursor: (atMs: number) => void;
}

const WIDTH = 600;
const HEIGHT = 110;
/** Beyond so many a line would join what nobody saw. */
const GAP_SHARE = 1 / 12;

/** The last point at or before the cursor. */
export const valueAt = ({ points }: Series, atMs: number): number | null =>
  points.findLast((point) => point.atMs <= atMs)?.value ?? null;

export function Chart({ title, series, targets = [], shown, from, to, cursor, onCursor }: ChartProps) {
  const values = series.flatMap(({ points }) => points.flatMap(({ value }) => (value === null ? [] : [value])));
  const top = Math.max(1e-9, ...values, ...targets.map(({ value }) => value)) * 1.1;
  const x = (atMs: number): number => ((atMs - from) / Math.max(1, to - from)) * WIDTH;
  const y = (value: number): number => HEIGHT - (value / top) * HEIGHT;

  function point(event: PointerEvent): void {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    onCursor(from + ((event.clientX - box.left) / box.width) * (to - from));
  }

  return (
    <figure class="chart">
      <figcaption>
        <strong>{title}</strong>
        <span class="legend">
          {series.map((one, index) => {
            const value = valueAt(one, cursor);
            return (
              <span key={one.name}>
                <i class={`swatch s${index % 4}`} aria-hidden="true" /> {one.name} {value === null ? '–' : shown(value)}
              </span>
            );
          })}
          {targets.map(({ name, value }) => (
            <span key={name}>
              {name} {shown(value)}
            </span>
          ))}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}, up to ${shown(top / 1.1)}`}
        onPointerMove={point}
      >
        {targets.map(({ name, value }) => (
          <line key={name} class="target dashed" x1="0" x2={WIDTH} y1={y(value)} y2={y(value)} />
        ))}
        {series.map((one, index) => (
          <path key={one.name} class={`line s${index % 4}`} d={pathOf(one, (to - from) * GAP_SHARE, x, y)} />
        ))}
        <line class="cursor" x1={x(cursor)} x2={x(cursor)} y1="0" y2={HEIGHT} />
      </svg>
    </figure>
  );
}

type Scale = (value: number) => number;

/** A line that breaks where nothing was seen; a lone point is a short dash. */
function pathOf({ points }: Series, gapMs: number, x: Scale, y: Scale): string {
  let last: number | null = null;
  return points
    .flatMap(({ atMs, value }) => {
      if (value === null) {
        last = null;
        return [];
      }
      const begins = last === null || atMs - last > gapMs;
      last = atMs;
      const at = `${x(atMs).toFixed(1)} ${y(value).toFixed(1)}`;
      return [begins ? `M${at}h2` : `L${at}`];
    })
    .join('');
}
