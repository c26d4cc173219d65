const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

/** An error as Google's APIs write it. */
export function errorBody(status: number, hintMs: number | null): string {
  const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${(hintMs ?? 0) / 1_000}s` };
  const error = {
    code: status,
    message: 'from the benchmark',
    status: STATUS_NAMES[status],
    details: hintMs === null ? [] : [retryInfo],
  };
  return JSON.stringify({ error });
}
