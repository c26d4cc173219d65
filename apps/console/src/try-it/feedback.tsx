import { useState } from 'preact/hooks';
import { operators, wordsOf } from '../api/api.ts';

/** "This is wrong": kept with what was shown, for the evaluation. */
export function Feedback({ jobId }: { readonly jobId: string }) {
  const [note, setNote] = useState('');
  const [told, setTold] = useState<string | null>(null);

  async function onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    const text = note.trim();
    try {
      await operators.giveFeedback({
        params: { id: jobId },
        body: { verdict: 'wrong', ...(text === '' ? {} : { note: text }) },
      });
      setTold('Thank you: kept for the evaluation.');
    } catch (error) {
      setTold(wordsOf(error));
    }
  }

  return (
    <form class="form-row feedback" onSubmit={(event) => void onSubmit(event)}>
      <input
        class="wide"
        aria-label="What is wrong"
        placeholder="What is wrong with it?"
        maxLength={2_000}
        value={note}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      <button type="submit">This is wrong</button>
      {told !== null && <span role="status">{told}</span>}
    </form>
  );
}
