import { useState } from 'preact/hooks';
import { operators } from '../api/api.ts';
import { useQuestion } from '../parts/confirm.tsx';

/** Forgets what is known of a post in one language, so that the next submit reads it anew. */
export function Invalidate() {
  const [url, setUrl] = useState('');
  const [language, setLanguage] = useState('');
  const { ask, dialog } = useQuestion();
  const [told, setTold] = useState<string | null>(null);

  function onSubmit(event: Event): void {
    event.preventDefault();
    ask({
      title: 'Forget this result?',
      body: <p>{url}: the next submit reads the post anew, and pays for it.</p>,
      yes: 'Forget it',
      isDangerous: true,
      run: async () => {
        const body = { url: url.trim(), ...(language.trim() === '' ? {} : { language: language.trim() }) };
        const { known } = await operators.invalidateResult({ body });
        setTold(known ? 'Forgotten, everywhere within 10 s.' : 'Nothing was known of it.');
      },
    });
  }

  return (
    <section>
      <h2>Invalidate a result</h2>
      <form class="form-row" onSubmit={onSubmit}>
        <input
          class="wide"
          aria-label="Link of the post"
          placeholder="Link of the post"
          required
          value={url}
          onInput={(event) => setUrl(event.currentTarget.value)}
        />
        <input
          aria-label="Language of the result"
          placeholder="as the post"
          size={10}
          value={language}
          onInput={(event) => setLanguage(event.currentTarget.value)}
        />
        <button type="submit" class="danger">
          Invalidate…
        </button>
        {told !== null && <span role="status">{told}</span>}
      </form>
      {dialog}
    </section>
  );
}
