/** Counters by name. Names are ours; they may hold any character. */
export type Counts = Readonly<Record<string, number>>;

/** The counter of what a worker's attempts cost, in US dollars. */
export const SPENT_USD = 'spent_usd';

export function addCounts(one: Counts, other: Counts): Counts {
  const total: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) {
    total[name] = (total[name] ?? 0) + count;
  }
  return total;
}
