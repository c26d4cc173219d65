import { useEffect, useRef, useState } from 'preact/hooks';
import { isSignedOut, type Session, signIn, wordsOf } from '../api/api.ts';

interface SignInProps {
  readonly why?: string | undefined;
  readonly onSignedIn: (session: Session) => void;
}

export function SignIn({ why, onSignedIn }: SignInProps) {
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<string | null>(why ?? null);
  const [isAsking, setAsking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setAsking(true);
    try {
      onSignedIn(await signIn(key.trim()));
    } catch (error) {
      const isRefused = isSignedOut(error);
      setProblem(isRefused ? 'That key opens nothing.' : wordsOf(error));
      // What could not be asked may be asked again.
      setKey((before) => (isRefused ? '' : before));
      setAsking(false);
    }
  }

  return (
    <main class="sign-in">
      <h1>Sets console</h1>
      <form onSubmit={(event) => void submit(event)}>
        <label for="key">API key, or the operators’ token</label>
        <input
          id="key"
          ref={field}
          type="password"
          autocomplete="off"
          required
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={isAsking}>
          {isAsking ? 'Signing in…' : 'Sign in'}
        </button>
        {problem !== null && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <p class="hint">
          The key is swapped for a cookie that no script can read. It ends after 8 hours, or with the key.
        </p>
      </form>
    </main>
  );
}
