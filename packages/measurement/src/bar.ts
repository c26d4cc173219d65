/** A figure beside what was asked of it. Reports carry it as it is. */
export interface Bar {
  readonly name: string;
  /** What was asked, in words: `≤ 35`. */
  readonly bar: string;
  readonly figure: number;
  readonly met: boolean;
}

/** The figure may be `limit` at the most. NaN, the figure of a measurement without samples, never meets a bar. */
export const atMost = (name: string, limit: number, figure: number): Bar => ({
  name,
  bar: `≤ ${limit}`,
  figure,
  met: figure <= limit,
});

/** The figure must be `limit` at the least. */
export const atLeast = (name: string, limit: number, figure: number): Bar => ({
  name,
  bar: `≥ ${limit}`,
  figure,
  met: figure >= limit,
});

export const exactly = (name: string, wanted: number, figure: number): Bar => ({
  name,
  bar: `= ${wanted}`,
  figure,
  met: figure === wanted,
});
