import { useCallback, useEffect, useState } from 'preact/hooks';
import { AccessPage } from '../access/access-page.tsx';
import { isSignedOut, operators, type Session, wordsOf } from '../api/api.ts';
import { FleetPage } from '../fleet/fleet-page.tsx';
import { JobsPage } from '../jobs/jobs-page.tsx';
import { useOverview } from '../live/use-overview.ts';
import { NowPage } from '../now/now-page.tsx';
import { TryItPage } from '../try-it/try-it-page.tsx';
import { LiveBadge } from './live-badge.tsx';
import { hrefOf, type Page, useRoute } from './route.ts';
import { SignIn } from './sign-in.tsx';

type Entry = { readonly kind: 'asking' } | { readonly kind: 'out'; readonly why?: string } | SignedIn;
interface SignedIn {
  readonly kind: 'in';
  readonly session: Session;
}

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
  const [entry, setEntry] = useState<Entry>({ kind: 'asking' });
  const onSignedOut = useCallback(() => setEntry({ kind: 'out', why: 'The session has ended.' }), []);
  useEffect(() => {
    operators.getSession().then(
      (session) => setEntry({ kind: 'in', session }),
      (error: unknown) => setEntry(isSignedOut(error) ? { kind: 'out' } : { kind: 'out', why: wordsOf(error) }),
    );
  }, []);
  if (entry.kind === 'asking') {
    return <p class="boot">Opening…</p>;
  }
  if (entry.kind === 'out') {
    return <SignIn why={entry.why} onSignedIn={(session) => setEntry({ kind: 'in', session })} />;
  }
  return <Console session={entry.session} onSignedOut={onSignedOut} />;
}

function Console({ session, onSignedOut }: { readonly session: Session; readonly onSignedOut: () => void }) {
  const route = useRoute();
  const pages = pagesOf(session);
  const page = pages.includes(route.page) ? route.page : (pages[0] ?? 'try');
  const live = useOverview(session.scopes.includes('operate'), onSignedOut);

  async function signOut(): Promise<void> {
    await operators.closeSession();
    onSignedOut();
  }

  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
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
        {page === 'now' && <NowPage live={live} />}
        {page === 'try' && <TryItPage params={route.params} />}
        {page === 'fleet' && <FleetPage live={live} params={route.params} />}
        {page === 'jobs' && <JobsPage key={location.hash} params={route.params} />}
        {page === 'access' && <AccessPage />}
      </main>
    </>
  );
}
