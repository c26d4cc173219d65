import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type OpsJob, operators, wordsOf } from '../api/api.ts';
import { Part } from '../parts/part.tsx';
import { Table } from '../parts/table.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { dayTime, dollars, isTold } from '../parts/words.ts';
import { hrefOf } from '../shell/route.ts';
import { FilterForm } from './filter-form.tsx';
import { asRequest, filtersOf, type JobQuery, namesJobs } from './find-jobs.ts';
import { Invalidate } from './invalidate.tsx';
import { JobTimeline } from './job-timeline.tsx';
import { ReplayPanel } from './replay-panel.tsx';

/** Jobs in one answer. */
const PAGE = 50;

/** Any job by whatever is known of it; its timeline; dead ones to replay. Everything that is asked stands in the address. */
export function JobsPage({ params }: { readonly params: URLSearchParams }) {
  const filters = filtersOf(params);
  const key = JSON.stringify(filters);
  const { value, problem, isLoading, reload } = useLoaded(key, (signal) =>
    operators.searchJobs({ query: { ...(filters as JobQuery), limit: PAGE }, signal }),
  );
  return (
    <>
      <h1>Jobs</h1>
      <FilterForm filters={filters} />
      <Part name="Replays">
        <ReplayPanel key={key} filters={filters} onReplayed={reload} />
      </Part>
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {value !== null && (
        <>
          <Part name="One job">
            <OpenedJob jobs={value.jobs} filters={filters} opened={params.get('job')} onChanged={reload} />
          </Part>
          <Part name="Jobs found">
            <div aria-busy={isLoading}>
              <JobTable key={key} first={value} filters={filters} />
            </div>
          </Part>
        </>
      )}
      {isLoading && value === null && <p>Looking…</p>}
      <Invalidate />
    </>
  );
}

interface OpenedJobProps {
  readonly jobs: readonly OpsJob[];
  readonly filters: Readonly<Record<string, string>>;
  /** The id in the address. */
  readonly opened: string | null;
  readonly onChanged: () => void;
}

function OpenedJob({ jobs, filters, opened, onChanged }: OpenedJobProps) {
  const listed = jobs.find(({ id }) => id === opened) ?? only(filters, jobs);
  const elsewhere = useUnlisted(listed === undefined ? opened : null);
  const job = listed ?? elsewhere;
  return job === undefined ? null : (
    <Opened key={job.id} isAskedFor={job.id === opened}>
      <JobTimeline job={job} onChanged={onChanged} />
    </Opened>
  );
}

/** A job that an address names, though the list of its filters has moved on. */
function useUnlisted(id: string | null): OpsJob | undefined {
  const { value } = useLoaded(id ?? '', async (signal) =>
    id === null ? null : await operators.searchJobs({ query: { id }, signal }),
  );
  return value?.jobs.find((job) => job.id === id);
}

interface OpenedProps {
  /** Somebody has followed a link to it, and is led there from wherever that stood. */
  readonly isAskedFor: boolean;
  readonly children: ComponentChildren;
}

function Opened({ isAskedFor, children }: OpenedProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isAskedFor) {
      place.current?.focus();
    }
  }, [isAskedFor]);
  return (
    <div ref={place} tabIndex={-1}>
      {children}
    </div>
  );
}

/** What was asked for by a name of its own is opened at once. */
const only = (filters: Readonly<Record<string, string>>, jobs: readonly OpsJob[]): OpsJob | undefined =>
  namesJobs(filters) && jobs.length === 1 ? jobs[0] : undefined;

type JobPage = Awaited<ReturnType<typeof operators.searchJobs>>;

interface JobTableProps {
  /** The newest. */
  readonly first: JobPage;
  readonly filters: Readonly<Record<string, string>>;
}

/** Pages behind the first, as somebody asked for them; a first page that was read anew begins again. */
function useOlder(first: JobPage, filters: Readonly<Record<string, string>>) {
  const [older, setOlder] = useState<{ readonly of: JobPage; readonly pages: readonly JobPage[] } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const pages = [first, ...(older?.of === first ? older.pages : [])];
  const next = pages.at(-1)?.next ?? null;

  async function ask(cursor: string): Promise<void> {
    setAsking(true);
    try {
      const page = await operators.searchJobs({ query: { ...(filters as JobQuery), limit: PAGE, cursor } });
      setOlder({ of: first, pages: [...pages.slice(1), page] });
      setProblem(null);
    } catch (error) {
      setProblem(wordsOf(error));
    } finally {
      setAsking(false);
    }
  }
  return { jobs: pages.flatMap(({ jobs }) => jobs), next, problem, isAsking, ask };
}

function JobTable({ first, filters }: JobTableProps) {
  const { jobs, next, problem, isAsking, ask } = useOlder(first, filters);
  if (jobs.length === 0) {
    const request = asRequest(filters);
    return (
      <p>
        No job fits. {request !== null && <a href={hrefOf('jobs', { request })}>Look for the request of this id</a>}
      </p>
    );
  }
  return (
    <section>
      <Table columns={['Made', 'State', 'Post', 'Region', 'Caller', 'Attempt', 'Cost']}>
        {jobs.map((job) => (
          <tr key={job.id}>
            <td>
              <a href={hrefOf('jobs', { ...filters, job: job.id })}>{dayTime(job.created_at)}</a>
            </td>
            <td>
              {job.status}
              {isTold(job.error) ? `: ${job.error.code}` : ''}
              {job.dead ? ' (dead)' : ''}
            </td>
            <td>
              {job.source.platform} {job.source.content_id}
            </td>
            <td>{job.region}</td>
            <td>{job.caller}</td>
            <td>{job.attempt}</td>
            <td>{dollars(job.spent_usd)}</td>
          </tr>
        ))}
      </Table>
      {isTold(next) && (
        // Not disabled: a browser takes the focus from what is, and whoever pages by keyboard would lose the place.
        <button type="button" aria-disabled={isAsking} onClick={() => void (isAsking ? null : ask(next))}>
          {isAsking ? 'Looking…' : `Show older than these ${jobs.length}`}
        </button>
      )}
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
