import { type Overview, operators, type Region } from '../api/api.ts';
import type { LiveOverview } from '../live/use-overview.ts';
import { type Question, useQuestion } from '../parts/confirm.tsx';
import { Part } from '../parts/part.tsx';
import { counted, percent, seconds } from '../parts/words.ts';
import { FaultRow } from './fault-row.tsx';

/** What needs me now? One sentence per fault, worst first; all well is one line. */
export function NowPage({ live: { overview, problem } }: { readonly live: LiveOverview }) {
  const { ask, dialog } = useQuestion();
  return (
    <>
      <h1 class="visually-hidden">What needs me now?</h1>
      {problem !== null && (
        <p class="problem" role="alert">
          The API cannot be asked: {problem} What is shown is as last seen.
        </p>
      )}
      {overview === null ? (
        <p>Looking…</p>
      ) : (
        <>
          <Part name="What needs somebody">
            <Faults overview={overview} onAsk={ask} />
          </Part>
          <Part name="Regions">
            <RegionStrip regions={overview.regions} isOld={overview.store === 'away'} />
          </Part>
        </>
      )}
      {dialog}
    </>
  );
}

interface FaultsProps {
  readonly overview: Overview;
  readonly onAsk: (question: Question) => void;
}

function Faults({ overview, onAsk }: FaultsProps) {
  const { faults } = overview;
  if (faults.length === 0) {
    return (
      <p class="all-well" role="status">
        {allWell(overview)}
      </p>
    );
  }
  return (
    <ol class="faults" aria-label="What needs somebody, worst first">
      {faults.map((fault) => (
        <FaultRow
          key={fault.id}
          fault={fault}
          at={overview.at}
          onControl={(lever) =>
            onAsk({
              title: `${lever.label} in ${lever.region}?`,
              body: <p>{fault.effect}</p>,
              yes: lever.label,
              run: async () => {
                await operators.controlRegion({ params: { region: lever.region }, body: lever.change as never });
              },
            })
          }
        />
      ))}
    </ol>
  );
}

function allWell({ regions, performance }: Overview): string {
  const active = regions.reduce((sum, { active_jobs }) => sum + active_jobs, 0);
  const figures =
    performance === null || performance.cache.hit_rate === null
      ? ''
      : `, ${percent(performance.cache.hit_rate)} answered from what is known, p95 ${seconds(performance.response_ms.p95)}`;
  return `All is well: ${counted(regions.length, 'region')} up, ${counted(active, 'job')} under way${figures}.`;
}

function RegionStrip({ regions, isOld }: { readonly regions: readonly Region[]; readonly isOld: boolean }) {
  return (
    <section aria-label="Regions">
      <ul class="strip">
        {regions.map((region) => (
          <li key={region.region} class={`tile ${isOld ? 'old' : ''}`}>
            <span class={`dot ${region.status}`} aria-hidden="true" />
            <strong>{region.region}</strong>
            <span class="tile-status">
              {region.status}
              {isOld ? ', as last seen' : ''}
            </span>
            <span class="tile-figures">
              {counted(region.instances.worker, 'worker')} · {region.active_jobs}/{region.capacity} jobs ·{' '}
              {region.queue?.depth ?? '–'} waiting
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
