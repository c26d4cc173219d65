import { type Exchange, readBody, UpstreamError } from '../server/exchange.ts';
import type { JsonAnswer, PreparedCall, UpstreamBehaviour } from '../server/serve-call.ts';
import { HEAD_BYTES, type StagedObject, type StagedObjects } from './staged-objects.ts';

const MAX_OBJECT_BYTES = 256 * 1024 * 1024;
const UPLOAD_PATH = /^\/upload\/storage\/v1\/b\/([^/]+)\/o$/;
const OBJECT_PATH = /^\/storage\/v1\/b\/([^/]+)\/o\/(.+)$/;

const storageError = (status: number, message: string): unknown => ({
  error: { code: status, message, errors: [{ message, domain: 'global', reason: 'invalid' }] },
});

function resource({ uri, contentType, bytes }: StagedObject): unknown {
  const [bucket = '', ...name] = uri.slice('gs://'.length).split('/');
  return { kind: 'storage#object', bucket, name: name.join('/'), contentType, size: String(bytes) };
}

/** The parts of a `multipart/related` upload: a JSON head, then the bytes. Null when the body has another form. */
function readParts(body: Buffer, contentType: string): { readonly head: Record<string, unknown>; data: Buffer } | null {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  const first = body.indexOf('\r\n\r\n');
  if (boundary === undefined || first < 0) {
    return null;
  }
  const between = body.indexOf(`\r\n--${boundary}`, first);
  const second = body.indexOf('\r\n\r\n', between);
  const end = body.lastIndexOf(`\r\n--${boundary}--`);
  if (between < 0 || second < 0 || end < second) {
    return null;
  }
  try {
    const head: unknown = JSON.parse(body.toString('utf8', first + 4, between));
    return { head: head as Record<string, unknown>, data: body.subarray(second + 4, end) };
  } catch {
    return null;
  }
}

function store(exchange: Exchange, objects: StagedObjects, bucket: string, body: Buffer): JsonAnswer {
  const parts = readParts(body, exchange.request.headers['content-type'] ?? '');
  const name = exchange.query.get('name') ?? parts?.head.name;
  if (parts === null || typeof name !== 'string' || exchange.query.get('uploadType') !== 'multipart') {
    throw new UpstreamError(400, storageError(400, 'Only named multipart uploads are served.'));
  }
  const object: StagedObject = {
    uri: `gs://${bucket}/${name}`,
    contentType: String(parts.head.contentType ?? 'application/octet-stream'),
    head: Buffer.from(parts.data.subarray(0, HEAD_BYTES)),
    bytes: parts.data.length,
  };
  objects.put(object);
  return { status: 200, body: resource(object) };
}

function look(exchange: Exchange, objects: StagedObjects, uri: string): JsonAnswer {
  const object = objects.find(uri);
  if (object === null) {
    throw new UpstreamError(404, storageError(404, 'No such object'));
  }
  if (exchange.method !== 'DELETE') {
    return { status: 200, body: resource(object) };
  }
  objects.remove(uri);
  return { status: 204, body: null };
}

export const isStoragePath = (path: string): boolean => UPLOAD_PATH.test(path) || OBJECT_PATH.test(path);

/** Cloud Storage's JSON API as far as staging needs it: multipart upload, look, delete. */
export const createStorageUpstream =
  (objects: StagedObjects) =>
  (exchange: Exchange): UpstreamBehaviour => ({
    call: { upstream: 'storage', location: null, model: null, content: exchange.path },
    async prepare(): Promise<PreparedCall> {
      const body = await readBody(exchange.request, MAX_OBJECT_BYTES);
      if (body === 'too_large') {
        throw new UpstreamError(413, storageError(413, 'The object is too large.'));
      }
      const bucket = UPLOAD_PATH.exec(exchange.path)?.[1];
      const [, ofBucket = '', name = ''] = OBJECT_PATH.exec(exchange.path) ?? [];
      const answer =
        bucket === undefined
          ? look(exchange, objects, `gs://${ofBucket}/${decodeURIComponent(name)}`)
          : store(exchange, objects, bucket, body);
      return { kind: null, key: exchange.path, answer };
    },
    error: (status) => storageError(status, `Storage answered ${status}.`),
    ownFailureStatus: 503,
  });
