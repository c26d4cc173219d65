import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { wordsOf } from '../api/api.ts';

export interface Question {
  readonly title: string;
  readonly body: ComponentChildren;
  readonly yes: string;
  readonly isDangerous?: boolean;
  readonly run: () => Promise<void>;
}

interface ConfirmProps {
  readonly question: Question;
  readonly onClose: () => void;
}

/** One question at a time: `ask` opens it, and `dialog` stands somewhere in the page. */
export function useQuestion() {
  const [question, ask] = useState<Question | null>(null);
  const dialog = question !== null && <Confirm question={question} onClose={() => ask(null)} />;
  return { ask: (asked: Question): void => ask(asked), dialog };
}

/**
 * Asks before anything is changed. Escape and "Cancel" change nothing; a failure stays in view. Once it has begun it is
 * waited for. The dialog closes by itself before it goes away: so focus returns to where it was asked.
 */
function Confirm({ question, onClose }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => dialog.current?.showModal(), []);

  async function run(): Promise<void> {
    setRunning(true);
    setProblem(null);
    try {
      await question.run();
      dialog.current?.close();
    } catch (error) {
      setProblem(wordsOf(error));
      setRunning(false);
    }
  }

  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      onCancel={(event) => {
        if (isRunning) {
          event.preventDefault();
        }
      }}
      aria-labelledby="confirm-title"
    >
      <h2 id="confirm-title">{question.title}</h2>
      <div class="dialog-body">{question.body}</div>
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="actions">
        <button type="button" disabled={isRunning} onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <button
          type="button"
          class={question.isDangerous === true ? 'danger' : 'primary'}
          disabled={isRunning}
          onClick={() => void run()}
        >
          {isRunning ? 'Working…' : question.yes}
        </button>
      </div>
    </dialog>
  );
}
