import { useEffect, useState } from 'preact/hooks';
import { AccessPage } from '../access/access-page.tsx';
import { type Session, wordsOf } from '../api/api.ts';
import { FleetPage } from '../fleet/fleet-page.tsx';
import { JobsPage } from '../jobs/jobs-page.tsx';
import { useOverview } from '../live/use-overview.ts';
import { NowPage } from '../now/now-page.tsx';
import { Part } from '../parts/part.tsx';
import { TryItPage } from '../try-it/try-it-page.tsx';
import { LiveBadge } from './live-badge.tsx';
import { hrefOf, type Page, useRoute } from './route.ts';
import { SignIn } from './sign-in.tsx';
import { useSession } from './use-session.ts';

const NAMES: Readonly<Record<Page, string>> = {
  now: 'Now',
  try: 'Try it',
  fleet: 'Fleet',
  jobs: 'Jobs',
  access: 'Access',
};

/** What a key may not do is not offered. */
const pagesOf = ({ scopes }: Session): readonly Page[] => [
  ...(scopes.includes('operate') ? (['now'] as const) : []),
  ...(scopes.includes('submit') ? (['try'] as const) : []),
  ...(scopes.includes('operate') ? (['fleet', 'jobs', 'access'] as const) : []),
];

export function App() {
  const { entry, enter, leave } = useSession();
  if (entry.kind === 'asking') {
    return (
      <p class="boot" role="status">
        {entry.problem === null ? 'Opening…' : `${entry.problem} It is asked again every few seconds.`}
      </p>
    );
  }
  if (entry.kind === 'out') {
    return <SignIn why={entry.why} onSignedIn={enter} />;
  }
  const { session } = entry;
  // Another caller's console starts empty.
  return <Console key={`${session.kind} ${session.caller}`} session={session} onLeave={leave} />;
}

/** By hand: the hash of a link would be another page's address. */
const skipToPage = (): void => document.getElementById('main')?.focus();

/** Tabs and bookmarks tell pages apart, and how much needs somebody. */
function useTitle(page: Page, faults: number): void {
  useEffect(() => {
    document.title = `${faults === 0 ? '' : `(${faults}) `}${NAMES[page]} · Sets console`;
  }, [page, faults]);
}

/** Whether the address asks for that page, instead of leaving it open. */
const isNamed = (page: Page): boolean => location.hash.startsWith(`#/${page}`);

interface ConsoleProps {
  readonly session: Session;
  readonly onLeave: () => Promise<void>;
}

function Console({ session, onLeave }: ConsoleProps) {
  const route = useRoute();
  const pages = pagesOf(session);
  const page = pages.includes(route.page) ? route.page : (pages[0] ?? 'try');
  const live = useOverview(session.scopes.includes('operate'));
  const [problem, setProblem] = useState<string | null>(null);
  // Of another release it may lack even these.
  useTitle(page, live.overview?.faults?.length ?? 0);

  async function signOut(): Promise<void> {
    try {
      await onLeave();
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }

  return (
    <>
      <button type="button" class="skip" onClick={skipToPage}>
        Skip to the page
      </button>
      <header>
        <strong class="brand">Sets</strong>
        <nav aria-label="Pages">
          {pages.map((one) => (
            <a key={one} href={hrefOf(one)} aria-current={one === page ? 'page' : undefined}>
              {NAMES[one]}
            </a>
          ))}
        </nav>
        <div class="header-end">
          {session.scopes.includes('operate') && <LiveBadge live={live} />}
          {session.kind !== 'open' && (
            <button type="button" class="quiet" onClick={() => void signOut()}>
              Sign out {session.caller}
            </button>
          )}
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {problem !== null && (
          <p class="problem" role="alert">
            You are still signed in: {problem}
          </p>
        )}
        {page !== route.page && isNamed(route.page) && (
          <p class="hint" role="status">
            {NAMES[route.page]} is not for this key.
          </p>
        )}
        <Part key={page} name={NAMES[page]}>
          {page === 'now' && <NowPage live={live} />}
          {page === 'try' && <TryItPage params={route.params} />}
          {page === 'fleet' && <FleetPage live={live} params={route.params} />}
          {page === 'jobs' && <JobsPage params={route.params} />}
          {page === 'access' && <AccessPage />}
        </Part>
      </main>
    </>
  );
}
