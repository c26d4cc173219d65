import { z } from 'zod';

/** `expects` (schema metadata) ends up in the fault that a person reads and in `.env.example`. */
function fault(context: z.RefinementCtx<unknown>, expects: string): never {
  context.issues.push({ code: 'custom', message: `must be ${expects}`, input: context.value });
  return z.NEVER;
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

function boundsText(kind: string, { min, max }: Bounds): string {
  if (min !== undefined && max !== undefined) {
    return `${kind} from ${min} to ${max}`;
  }
  if (min !== undefined) {
    return `${kind} of at least ${min}`;
  }
  return max === undefined ? kind : `${kind} of at most ${max}`;
}

function numeric(kind: string, pattern: RegExp, bounds: Bounds) {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = bounds;
  const expects = boundsText(kind, bounds);
  return z
    .string()
    .transform((text, context): number => {
      const value = Number(text.trim());
      const valid = pattern.test(text.trim()) && value >= min && value <= max;
      return valid ? value : fault(context, expects);
    })
    .meta({ expects });
}

export const envInteger = (bounds: Bounds = {}) => numeric('a whole number', /^-?\d{1,15}$/, bounds);

export const envNumber = (bounds: Bounds = {}) => numeric('a number', /^-?\d{1,15}(\.\d{1,9})?$/, bounds);

export function envBoolean() {
  const expects = 'true or false';
  return z
    .string()
    .transform((text, context): boolean => {
      const value = text.trim().toLowerCase();
      if (value === 'true' || value === '1') {
        return true;
      }
      return value === 'false' || value === '0' ? false : fault(context, expects);
    })
    .meta({ expects });
}

/** A lone comma is a slip: an empty list of whom or where we trust may mean everybody and everywhere. */
function splitList(text: string, context: z.RefinementCtx<unknown>, expects: string): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return text !== '' && items.length === 0 ? fault(context, expects) : items;
}

/** Comma-separated; blanks around items and empty items are ignored. */
export function envList() {
  const expects = 'a comma-separated list';
  return z
    .string()
    .transform((text, context): string[] => splitList(text, context, expects))
    .meta({ expects });
}

/** As `envList`, each item read by itself; `undefined` says that one is not what is expected. */
export function envItems<Item>(expects: string, read: (item: string) => Item | undefined) {
  return z
    .string()
    .transform((text, context): Item[] =>
      splitList(text, context, expects).map((item) => read(item) ?? fault(context, expects)),
    )
    .meta({ expects });
}

/** An absolute http(s) address, given back without a trailing slash so that paths can be appended. */
export function envUrl() {
  const expects = 'an http or https address';
  return z
    .string()
    .transform((text, context): string => {
      const url = URL.parse(text.trim());
      const valid = url !== null && (url.protocol === 'http:' || url.protocol === 'https:');
      return valid ? text.trim().replace(/\/+$/, '') : fault(context, expects);
    })
    .meta({ expects });
}

/** Comma-separated origins, as browsers write them: scheme, host and a port that is not the scheme's own. */
export function envOrigins() {
  const expects = 'a comma-separated list of origins, e.g. https://app.example';
  return z
    .string()
    .transform((text, context): string[] => {
      const items = splitList(text, context, expects);
      const valid = items.every((item) => /^https?:/.test(item) && URL.parse(item)?.origin === item);
      return valid ? items : fault(context, expects);
    })
    .meta({ expects });
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** `host:port` or `[ipv6]:port`, as emulator endpoints are written. */
export function envHostPort() {
  const expects = 'host:port, e.g. 127.0.0.1:8285';
  return z
    .string()
    .transform((text, context): HostPort => {
      const [, host, port] = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+):(\d{1,5})$/i.exec(text.trim()) ?? [];
      if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
        return fault(context, expects);
      }
      return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
    })
    .meta({ expects });
}
