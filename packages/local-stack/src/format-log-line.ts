import { formatPrettyEntry, type Paint } from '@sets/service-kit';

function entryOf(line: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
}

/** A line of a service's log for a person; one that is no structured entry is shown as it is. */
export const formatLogLine = (service: string, line: string, paint?: Paint): string =>
  formatPrettyEntry({ ...(entryOf(line) ?? { message: line }), service }, paint);
