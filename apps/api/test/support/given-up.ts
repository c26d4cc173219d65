import { setTimeout } from 'node:timers/promises';
import type { TestCloud } from './test-cloud.ts';

/** The answer, while time passes for whatever waits for a store that does not answer. */
export async function givenUp<T>({ clock }: Pick<TestCloud, 'clock'>, answer: Promise<T>): Promise<T> {
  let answered = false;
  const noted = answer.finally(() => {
    answered = true;
  });
  while (!answered) {
    await setTimeout(1);
    clock.advance(100);
  }
  return noted;
}
