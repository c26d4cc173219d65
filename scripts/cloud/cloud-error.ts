/** What the person at the terminal can mend; its message is one clear line. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
