import { z } from 'zod';

export const upstreamSchema = z.enum(['gemini', 'tokens', 'scrapecreators', 'cdn', 'short', 'storage']);
export type Upstream = z.infer<typeof upstreamSchema>;

/** Sizes of work that Gemini calls come in. */
export const callSizeSchema = z.enum(['text', 'images', 'video']);
export type CallSize = z.infer<typeof callSizeSchema>;

const plain = <const K extends string>(kind: K) => z.strictObject({ kind: z.literal(kind) });

/**
 * What stands in an answer's body, always under a JSON content type: the upstream's own form (an error below 400 is its
 * right answer), a proxy's page, nothing, the first half of its own form, plain text, or `null`.
 */
const bodySchema = z.enum(['own', 'html', 'empty', 'truncated', 'text', 'null']);
export type BodyKind = z.infer<typeof bodySchema>;

const statusSchema = z
  .strictObject({
    kind: z.literal('status'),
    status: z.number().int().min(200).max(599),
    body: bodySchema.default('own'),
    /** Seconds, in the `Retry-After` header. */
    retry_after_s: z.number().nonnegative().optional(),
    /** Seconds, as `RetryInfo` in Google's error details; only in an `own` or `truncated` body. */
    retry_info_s: z.number().nonnegative().optional(),
  })
  .refine(({ status, body }) => status >= 400 || body !== 'own', 'an own body needs an error status');

/** What goes wrong. The first group fits every upstream, the others one each. */
export const effectSchema = z.discriminatedUnion('kind', [
  /** The connection is accepted and reset before anything is read. */
  plain('down'),
  /**
   * The location's address refuses connections (ECONNREFUSED), as when nothing listens; open ones are cut. Needs a
   * location with an address of its own, and strikes all its calls: no share, model, size or content.
   */
  plain('refuse'),
  /** The same, but connecting never comes to an end, as when packets are dropped. */
  plain('black_hole'),
  /** Latency times `times`, plus `add_ms` (so that it bites in mode `none` too), growing with load. */
  z.strictObject({
    kind: z.literal('slow'),
    times: z.number().min(1).default(1),
    add_ms: z.number().nonnegative().default(0),
    /** For each call in flight at that location and model beyond `above_calls`. */
    add_ms_per_call: z.number().nonnegative().default(0),
    above_calls: z.number().int().nonnegative().default(0),
  }),
  /** An answer with this status, after its usual time; hints are only sent when given. */
  statusSchema,
  /** Accepts the call and never answers; ends when the client gives up, the fault ends or the simulators close. */
  plain('hang'),
  /** Answers as if nothing were wrong, but not before the fault ends: a test's way to meet a call in its middle. */
  plain('hold'),
  /** 200 with half of the right body, then a reset. */
  plain('cut_body'),

  // Gemini
  /** 400 with reason API_KEY_INVALID, as for a wrong or revoked key. */
  plain('api_key_invalid'),
  /** Ends in good order before any `finishReason`: half the stream, or half the answer's text. */
  plain('cut_stream'),
  /** `finishReason: MAX_TOKENS`, the JSON breaks off. */
  plain('truncated'),
  /** `finishReason: SAFETY`, no content. */
  plain('blocked'),
  /** `finishReason: RECITATION`, no content. */
  plain('recitation'),
  /** `promptFeedback.blockReason`, no candidates. */
  plain('prompt_blocked'),
  /** JSON that is not what the schema asks for. */
  plain('off_schema'),

  // ScrapeCreators
  /** The shape of `trim=true` on Instagram: no `data` wrapper. */
  plain('trimmed_shape'),
  /** HTTP 404 whose body says `success: true`. */
  plain('not_found_success_true'),
  /** Valid data with an `errors` array beside it (Instagram). */
  plain('errors_beside_data'),
  /** The post, but without its transcript. */
  plain('no_transcript'),

  // CDN
  /** 403, as after a signed link has expired. */
  plain('expired'),
  /** An HTML page with status 200 in place of the media. */
  plain('wrong_type'),
]);
export type Effect = z.infer<typeof effectSchema>;
/** An effect as a caller writes it, defaults left out. */
export type EffectInput = z.input<typeof effectSchema>;
export type EffectKind = Effect['kind'];

const NETWORK_KINDS: readonly EffectKind[] = ['refuse', 'black_hole'];
export const isNetworkEffect = (effect: Effect): boolean => NETWORK_KINDS.includes(effect.kind);

export const faultSchema = z
  .strictObject({
    upstream: upstreamSchema,
    /** Only calls to this location (Gemini). */
    location: z.string().optional(),
    /** Only calls of this model (Gemini). */
    model: z.string().optional(),
    /** Only calls about this content id, or whose link or path contains it. */
    content: z.string().optional(),
    /** Only calls of this size (Gemini). */
    size: callSizeSchema.optional(),
    effect: effectSchema,
    /** Share of the matching calls that it hits, drawn from the seed. */
    share: z.number().gt(0).max(1).default(1),
    /** Ends after this many hits; until cleared when absent. */
    count: z.number().int().positive().optional(),
    /** Begins so long after it was set. */
    after_ms: z.number().nonnegative().default(0),
    /** Ends so long after it began; until cleared when absent. */
    for_ms: z.number().positive().optional(),
    /** While it lasts it comes and goes: on for `on_ms`, then off for `off_ms`, and so on. */
    flapping: z.strictObject({ on_ms: z.number().positive(), off_ms: z.number().positive() }).optional(),
  })
  .superRefine(({ effect, location, share, count, model, size, content }, context) => {
    if (!isNetworkEffect(effect)) {
      return;
    }
    if (location === undefined) {
      context.addIssue({ code: 'custom', path: ['location'], message: `${effect.kind} needs a location` });
    }
    if (share < 1 || count !== undefined || (model ?? size ?? content) !== undefined) {
      context.addIssue({ code: 'custom', message: `${effect.kind} strikes every call to its location` });
    }
  });
export type Fault = z.infer<typeof faultSchema>;
/** A fault as a caller writes it, defaults left out. */
export type FaultInput = z.input<typeof faultSchema>;
