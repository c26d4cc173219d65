import type { LiveOverview } from '../live/use-overview.ts';
import { clockTime } from '../parts/words.ts';

/** Says whether what is shown is what is. */
export function LiveBadge({ live: { overview, isLive, problem } }: { readonly live: LiveOverview }) {
  if (isLive) {
    return (
      <span class="badge good" role="status">
        Live
      </span>
    );
  }
  const seen = overview === null ? '' : ` · as of ${clockTime(overview.at)}`;
  return (
    <span class="badge bad" role="status" title={problem ?? undefined}>
      Not live{seen}
    </span>
  );
}
