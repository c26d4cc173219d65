import { useEffect, useRef } from 'preact/hooks';
import type { Overview } from '../api/api.ts';
import type { LiveOverview } from '../live/use-overview.ts';
import { Part } from '../parts/part.tsx';
import { Circuits } from './circuits.tsx';
import { Cost } from './cost.tsx';
import { Figures } from './figures.tsx';
import { History } from './history.tsx';
import { RegionBoard } from './region-board.tsx';
import { Upstreams } from './upstreams.tsx';

interface FleetPageProps {
  readonly live: LiveOverview;
  readonly params: URLSearchParams;
}

/** The board of regions, what they promise, and what it costs. `#/fleet?at=cost` opens it there. */
export function FleetPage({ live: { overview }, params }: FleetPageProps) {
  const page = useRef<HTMLDivElement>(null);
  const at = params.get('at');
  const isSeen = overview !== null;
  useEffect(() => {
    if (at !== null && isSeen) {
      page.current?.querySelector(`[data-at="${CSS.escape(at)}"]`)?.scrollIntoView();
    }
  }, [at, isSeen]);
  return (
    <div ref={page}>
      <h1>Fleet</h1>
      {overview === null ? <p>Looking…</p> : <Board overview={overview} />}
    </div>
  );
}

function Board({ overview }: { readonly overview: Overview }) {
  return (
    <>
      {overview.store === 'away' && <p class="problem">Firestore does not answer: this is what was last seen.</p>}
      <Part name="Regions">
        <RegionBoard regions={overview.regions} />
      </Part>
      <Part name="Circuits">
        <Circuits regions={overview.regions} />
      </Part>
      <Part name="The last 24 hours, beside the promise">
        <Figures performance={overview.performance} />
      </Part>
      <Part name="History">
        <History budgetUsd={overview.budget?.budget_usd ?? null} />
      </Part>
      <Part name="Cost today">
        <Cost budget={overview.budget} />
      </Part>
      <Part name="Upstreams and credits">
        <Upstreams />
      </Part>
    </>
  );
}
