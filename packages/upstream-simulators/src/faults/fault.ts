import { z } from 'zod';

export const upstreamSchema = z.enum(['gemini', 'scrapecreators', 'cdn', 'short']);
export type Upstream = z.infer<typeof upstreamSchema>;

const plain = <const K extends string>(kind: K) => z.strictObject({ kind: z.literal(kind) });

/** What goes wrong. The first group fits every upstream, the others one each. */
export const effectSchema = z.discriminatedUnion('kind', [
  /** The connection is reset before anything is read, as when nothing listens. */
  plain('down'),
  /** Latency times `times`, plus `add_ms` (so that it bites in mode `none` too). */
  z.strictObject({
    kind: z.literal('slow'),
    times: z.number().min(1).default(1),
    add_ms: z.number().nonnegative().default(0),
  }),
  /** An error in that upstream's own form; the hints are only sent with it when given. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.number().int().min(400).max(599),
    /** Seconds, in the `Retry-After` header. */
    retry_after_s: z.number().nonnegative().optional(),
    /** Seconds, as `RetryInfo` in Google's error details. */
    retry_info_s: z.number().nonnegative().optional(),
  }),
  /** Never answers; ends when the client gives up, the fault is cleared or the simulators close. */
  plain('hang'),
  /** 200 with half of the right body, then a reset. */
  plain('cut_body'),
  /** 200 with bytes that are no JSON (or no media). */
  plain('garbage'),
  /** 200 with nothing. */
  plain('empty'),

  // Gemini
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
export type EffectKind = Effect['kind'];

export const faultSchema = z.strictObject({
  upstream: upstreamSchema,
  /** Only calls to this location (Gemini). */
  location: z.string().optional(),
  /** Only calls of this model (Gemini). */
  model: z.string().optional(),
  /** Only calls about this content id or path. */
  content: z.string().optional(),
  effect: effectSchema,
  /** Share of the matching calls that it hits, drawn from the seed. */
  share: z.number().gt(0).max(1).default(1),
  /** Ends after this many hits; until cleared when absent. */
  count: z.number().int().positive().optional(),
});
export type Fault = z.infer<typeof faultSchema>;
/** A fault as a caller writes it, defaults left out. */
export type FaultInput = z.input<typeof faultSchema>;
