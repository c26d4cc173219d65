/** `2026-11-26T09:00:01`, UTC; empty where there is no time. */
export const upToSeconds = (iso: string | null | undefined): string => iso?.slice(0, 19) ?? '';
