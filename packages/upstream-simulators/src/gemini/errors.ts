/** Google's names for HTTP statuses and the sentences that its answers really carry. */
const KNOWN: Readonly<Record<number, { readonly status: string; readonly message: string }>> = {
  400: { status: 'INVALID_ARGUMENT', message: 'Request contains an invalid argument.' },
  401: {
    status: 'UNAUTHENTICATED',
    message:
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
  },
  403: { status: 'PERMISSION_DENIED', message: 'The caller does not have permission' },
  404: { status: 'NOT_FOUND', message: 'Requested entity was not found.' },
  429: {
    status: 'RESOURCE_EXHAUSTED',
    message:
      'Resource exhausted. Please try again later. Please refer to https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details.',
  },
  499: { status: 'CANCELLED', message: 'The operation was cancelled.' },
  500: { status: 'INTERNAL', message: 'Internal error encountered.' },
  503: { status: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' },
  504: { status: 'DEADLINE_EXCEEDED', message: 'Deadline expired before operation could complete.' },
};

export interface GeminiErrorOptions {
  readonly message?: string;
  /** Adds `google.rpc.RetryInfo`. */
  readonly retryInfoS?: number | undefined;
  readonly details?: readonly unknown[];
}

/** An error body as Google writes it. */
export function geminiError(status: number, options: GeminiErrorOptions = {}): unknown {
  const known = KNOWN[status] ?? { status: 'UNKNOWN', message: 'Unknown error.' };
  const details = [
    ...(options.details ?? []),
    ...(options.retryInfoS === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${options.retryInfoS}s` }]),
  ];
  return {
    error: {
      code: status,
      message: options.message ?? known.message,
      status: known.status,
      ...(details.length === 0 ? {} : { details }),
    },
  };
}

export const invalidApiKey = (): unknown =>
  geminiError(400, {
    message: 'API key not valid. Please pass a valid API key.',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'API_KEY_INVALID',
        domain: 'googleapis.com',
        metadata: { service: 'generativelanguage.googleapis.com' },
      },
    ],
  });

export const unknownFile = (name: string): unknown =>
  geminiError(403, { message: `You do not have permission to access the File ${name} or it may not exist.` });

export const unknownModel = (target: { project: string | null; location: string; model: string }): unknown =>
  geminiError(404, {
    message:
      target.project === null
        ? `models/${target.model} is not found for API version v1beta, or is not supported for generateContent. Call ModelService.ListModels to see the list of available models and their supported methods.`
        : `Publisher Model \`projects/${target.project}/locations/${target.location}/publishers/google/models/${target.model}\` was not found or your project does not have access to it. Please ensure you are using a valid model version.`,
  });
