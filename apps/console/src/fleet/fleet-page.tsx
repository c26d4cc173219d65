import { useEffect, useRef } from 'preact/hooks';
import type { Overview } from '../api/api.ts';
import type { LiveOverview } from '../live/use-overview.ts';
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
      <RegionBoard regions={overview.regions} />
      <Circuits regions={overview.regions} />
      <Figures performance={overview.performance} />
      <History budgetUsd={overview.budget?.budget_usd ?? null} />
      <Cost budget={overview.budget} />
      <Upstreams />
    </>
  );
}
