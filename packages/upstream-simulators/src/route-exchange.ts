import type { Clock } from '@sets/clock';
import { createAppCheckIssuer } from './app-check/app-check-issuer.ts';
import { createAppCheckUpstream } from './app-check/app-check-upstream.ts';
import { createCdnUpstream } from './cdn/cdn-upstream.ts';
import type { MediaLibrary } from './cdn/media-library.ts';
import { parseTarget } from './gemini/call-target.ts';
import { geminiError } from './gemini/errors.ts';
import { createFilesUpstream, isFilesPath } from './gemini/files-upstream.ts';
import { createGeminiUpstream, type GeminiParts } from './gemini/gemini-upstream.ts';
import { createScrapeCreatorsUpstream, parseLookup } from './scrape-creators/scrape-creators-upstream.ts';
import { type ControlParts, createControlPlane } from './server/control-plane.ts';
import { type Exchange, sendJson } from './server/exchange.ts';
import { type CallParts, createCallServer } from './server/serve-call.ts';
import { createShortLinksUpstream } from './short-links/short-links-upstream.ts';
import type { StagedObjects } from './storage/staged-objects.ts';
import { createStorageUpstream, isStoragePath } from './storage/storage-upstream.ts';
import type { IssuedTokens } from './tokens/issued-tokens.ts';
import { createMetadataUpstream } from './tokens/metadata-upstream.ts';

export interface RouterParts extends Omit<ControlParts, 'counters'>, CallParts, GeminiParts {
  readonly clock: Clock;
  readonly library: MediaLibrary;
  readonly fixturesDir: string;
  readonly scrapeCreatorsApiKey: string | null;
  readonly issuedTokens: IssuedTokens;
  readonly staged: StagedObjects;
}

/** Sends an exchange to the upstream that its first path segment names. */
export function createRouter(parts: RouterParts): (prefix: string, exchange: Exchange) => Promise<void> {
  const { clock, latency, posts, library } = parts;
  const serveCall = createCallServer(parts);
  const gemini = createGeminiUpstream(parts);
  const geminiFiles = createFilesUpstream(parts);
  const metadata = createMetadataUpstream(parts.issuedTokens);
  const scrapeCreators = createScrapeCreatorsUpstream({
    clock,
    find: posts.find,
    fixturesDir: parts.fixturesDir,
    apiKey: parts.scrapeCreatorsApiKey,
  });
  const cdn = createCdnUpstream({ clock, latency, library, findByMarker: posts.findByMarker });
  const shortLinks = createShortLinksUpstream(posts.findByMarker);
  const storage = createStorageUpstream(parts.staged);
  const control = createControlPlane(parts);
  const appCheck = createAppCheckUpstream(createAppCheckIssuer(clock));

  const serveGemini = async (exchange: Exchange): Promise<void> => {
    const target = parseTarget(exchange.path);
    if (target !== null && exchange.location !== null && exchange.location !== target.location) {
      return sendJson(exchange.response, 404, geminiError(404));
    }
    if (target !== null) {
      return serveCall(exchange, gemini(exchange, target));
    }
    if (isFilesPath(exchange.path)) {
      return serveCall(exchange, geminiFiles(exchange));
    }
    return nothingAt('gemini', exchange);
  };

  return async (prefix, exchange) => {
    if (prefix === 'gemini') {
      return serveGemini(exchange);
    }
    // A location's own address is Gemini's alone.
    if (exchange.location !== null) {
      return nothingAt(prefix, exchange);
    }
    switch (prefix) {
      case '_control':
        return control(exchange);
      case 'app-check':
        return appCheck(exchange);
      case 'cdn':
        return serveCall(exchange, cdn(exchange));
      case 'short':
        return serveCall(exchange, shortLinks(exchange));
      case 'storage':
        return isStoragePath(exchange.path) ? serveCall(exchange, storage(exchange)) : nothingAt(prefix, exchange);
      case 'computeMetadata':
        return serveCall(exchange, metadata(exchange));
      case 'scrapecreators': {
        const lookup = parseLookup(exchange.path, exchange.query);
        return lookup === null ? nothingAt(prefix, exchange) : serveCall(exchange, scrapeCreators(exchange, lookup));
      }
      default:
        return nothingAt(prefix, exchange);
    }
  };
}

const nothingAt = (prefix: string, { path, response }: Exchange): void =>
  sendJson(response, 404, { error: `the simulators have nothing at /${prefix}${path}` });
