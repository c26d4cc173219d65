import { useState } from 'preact/hooks';
import { Part } from '../parts/part.tsx';
import { seconds } from '../parts/words.ts';
import { TrialView } from './trial-view.tsx';
import { useJob } from './use-job.ts';

/** Paste a link or a whole share text, and watch it become a workout. */
export function TryItPage({ params }: { readonly params: URLSearchParams }) {
  const [text, setText] = useState(params.get('url') ?? '');
  const [language, setLanguage] = useState('');
  const { trial, submit } = useJob();

  function onSubmit(event: Event): void {
    event.preventDefault();
    void submit(text.trim(), language.trim());
  }

  return (
    <div class="columns">
      <section aria-label="Submit">
        <h1>Try it</h1>
        <form onSubmit={onSubmit}>
          <label for="link">A link, or the text of a share sheet</label>
          <textarea
            id="link"
            rows={3}
            required
            value={text}
            placeholder="https://www.tiktok.com/@…/video/…"
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <div class="form-row">
            <label for="language">Language of the result</label>
            <input
              id="language"
              size={12}
              value={language}
              placeholder="as the post"
              onInput={(event) => setLanguage(event.currentTarget.value)}
            />
            <button type="submit" class="primary" disabled={trial.isRunning || text.trim() === ''}>
              {trial.isRunning ? 'Reading…' : 'Read it'}
            </button>
          </div>
        </form>
        {trial.stages.length > 0 && (
          <ol class="stages" aria-label="Stages" aria-live="polite">
            {trial.stages.map(({ stage, atMs }, index) => (
              <li key={stage} class={index === trial.stages.length - 1 && trial.isRunning ? 'now' : ''}>
                <span>{stage}</span> <time>{seconds(atMs)}</time>
              </li>
            ))}
          </ol>
        )}
      </section>
      <Part name="Result">
        <TrialView trial={trial} />
      </Part>
    </div>
  );
}
