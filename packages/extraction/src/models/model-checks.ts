import type { CheckFinding, UpstreamCheck } from '@sets/service-kit';
import type { GeminiEndpoint, GeminiSender } from '../gemini/sender.ts';
import type { GenerateRequest } from '../generate.ts';
import { type ModelPlan, TIERS } from './model-plan.ts';

/** The cheapest question with a structured answer: about 30 tokens, a hundredth of a cent on the dearest model. */
const QUESTION: GenerateRequest = {
  system: 'You answer health checks.',
  media: [],
  text: 'Answer that you are there.',
  responseJsonSchema: { type: 'object', properties: { there: { type: 'boolean' } }, required: ['there'] },
  maxOutputTokens: 512,
};

const BREAKS = {
  small: 'Posts are read by the other endpoints of this tier, or not at all',
  large: 'Unclear answers of the small model are not asked again here',
} as const;

/** One real, cheap call to each endpoint. The service works while one endpoint of the small tier answers. */
export function modelChecks(plan: ModelPlan, send: GeminiSender): UpstreamCheck[] {
  return plan.endpoints.map((endpoint) => {
    const tiers = TIERS.filter((tier) => plan.tiers[tier].some(({ model }) => model === endpoint.model));
    return {
      kind: 'model',
      name: `${endpoint.model} at ${endpoint.location}`,
      breaks: BREAKS[tiers[0] ?? 'large'],
      vital: tiers.includes('small') ? ['the small model'] : [],
      run: (signal) => askEndpoint(endpoint, send, signal),
    };
  });
}

async function askEndpoint(endpoint: GeminiEndpoint, send: GeminiSender, signal: AbortSignal): Promise<CheckFinding> {
  try {
    const { usage } = await send(endpoint, QUESTION, signal);
    return { status: 'ok', served: true, detail: `served, ${usage.inputTokens + usage.outputTokens} tokens` };
  } catch (error) {
    return { status: 'failed', ...explain(error) };
  }
}

/** What the service's refusal means here: no media were sent, so a 404 can only be about the model. */
function explain(error: unknown): Pick<CheckFinding, 'served' | 'detail'> {
  const { status, message } = error instanceof Error ? (error as Error & { status?: unknown }) : {};
  if (message?.includes('API_KEY_INVALID') === true) {
    return { served: null, detail: 'the API key is not valid (GEMINI_API_KEY)' };
  }
  switch (status) {
    case 404:
      return { served: false, detail: 'not served here, or this project has no access (404)' };
    case 401:
    case 403:
      return { served: null, detail: `the credential is refused (${status})` };
    case 429:
      return { served: true, detail: 'out of quota at the moment (429)' };
    case 400:
      return { served: null, detail: `refuses the request (400): ${firstSentence(message)}` };
    default:
      return { served: null, detail: typeof status === 'number' ? `HTTP ${status}` : causeOf(error) };
  }
}

/** Of an error whose message is the service's JSON body. */
function firstSentence(message = ''): string {
  const said = /"message"\s*:\s*"([^"]{1,160})/.exec(message)?.[1];
  return said ?? message.slice(0, 160);
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
