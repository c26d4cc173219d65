/** The multi-region that the regions of an area belong to, by the first word of their names. */
const AREAS: Readonly<Record<string, 'us' | 'eu'>> = {
  us: 'us',
  northamerica: 'us',
  southamerica: 'us',
  europe: 'eu',
  me: 'eu',
  africa: 'eu',
};

const areaOf = (region: string): string => region.split('-')[0] ?? region;

/**
 * `locations`, the nearest to one of our regions first: the region itself, its own multi-region, `global` (which is
 * entered at the nearest edge), then neighbours in the same part of the world, then the rest as they were listed. Only
 * a starting order: the pool measures what each really takes.
 */
export function nearestFirst(region: string, locations: readonly string[]): string[] {
  const area = areaOf(region);
  const rank = (location: string): number => {
    if (location === region) {
      return 0;
    }
    if (location === AREAS[area]) {
      return 1;
    }
    if (location === 'global') {
      return 2;
    }
    return areaOf(location) === area ? 3 : 4;
  };
  return locations
    .map((location) => ({ location, rank: rank(location) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ location }) => location);
}
