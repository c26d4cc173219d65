import { createHash } from 'node:crypto';
import { isoTime } from '@sets/clock';
import { type Exchange, readBody, UpstreamError } from '../server/exchange.ts';
import type { PreparedCall, UpstreamBehaviour } from '../server/serve-call.ts';
import { checkApiKey } from './check-api-key.ts';
import { geminiError, unknownFile } from './errors.ts';
import type { UploadedFile, UploadedFiles } from './uploaded-files.ts';

/** The Files API takes 2 GB; the simulator holds them in memory. */
const MAX_UPLOAD_BYTES = 256 * 1024 * 1024;

const UPLOAD_PATH = /^\/upload\/v1(?:beta)?\/files\/?$/;
const FILE_PATH = /^\/v1(?:beta)?\/(files\/[a-z0-9]+)$/;

export const isFilesPath = (path: string): boolean => UPLOAD_PATH.test(path) || FILE_PATH.test(path);

export interface FilesParts {
  readonly files: UploadedFiles;
  /** The only API key that is accepted; any when null. */
  readonly apiKey: string | null;
}

/** The Gemini API's Files: resumable upload in pieces, state, deletion. Vertex AI has no such thing. */
export const createFilesUpstream =
  ({ files, apiKey }: FilesParts) =>
  (exchange: Exchange): UpstreamBehaviour => {
    const describe = (file: UploadedFile) => ({
      name: file.name,
      mimeType: file.mimeType,
      sizeBytes: String(file.bytes.length),
      createTime: isoTime(file.createdAtMs),
      sha256Hash: createHash('sha256').update(file.bytes).digest('base64'),
      uri: `${exchange.baseUrl}/gemini/v1beta/${file.name}`,
      state: files.isReady(file) ? 'ACTIVE' : 'PROCESSING',
    });
    return {
      call: { upstream: 'gemini', location: 'global', model: null, content: exchange.path },
      async prepare(): Promise<PreparedCall> {
        const { request, path } = exchange;
        const body = await readBody(request, MAX_UPLOAD_BYTES);
        if (body === 'too_large') {
          throw new UpstreamError(413, geminiError(413, { message: 'File is too large.' }));
        }
        // The address of an upload is a secret of its own.
        if (!exchange.query.has('upload_id')) {
          checkApiKey(exchange, apiKey);
        }
        const name = FILE_PATH.exec(path)?.[1];
        return {
          kind: null,
          key: path,
          answer: name === undefined ? upload(exchange, files, body, describe) : look(exchange, files, name, describe),
        };
      },
      error: (status, { retryInfoS }) => geminiError(status, { retryInfoS }),
      ownFailureStatus: 503,
    };
  };

type Describe = (file: UploadedFile) => unknown;

function look(exchange: Exchange, files: UploadedFiles, name: string, describe: Describe): PreparedCall['answer'] {
  const file = files.find(name);
  if (file === null) {
    throw new UpstreamError(403, unknownFile(name));
  }
  if (exchange.method === 'DELETE') {
    files.remove(name);
    return { status: 200, body: {} };
  }
  return { status: 200, body: describe(file) };
}

function upload(exchange: Exchange, files: UploadedFiles, body: Buffer, describe: Describe): PreparedCall['answer'] {
  const { headers } = exchange.request;
  const commands = String(headers['x-goog-upload-command'] ?? '').split(/,\s*/);
  if (commands.includes('start')) {
    const id = files.begin(String(headers['x-goog-upload-header-content-type'] ?? 'application/octet-stream'));
    const url = `${exchange.baseUrl}/gemini/upload/v1beta/files?upload_id=${id}`;
    return { status: 200, body: {}, headers: { 'x-goog-upload-status': 'active', 'x-goog-upload-url': url } };
  }
  const id = exchange.query.get('upload_id') ?? '';
  if (!commands.includes('upload') || !files.append(id, body)) {
    throw new UpstreamError(400, geminiError(400));
  }
  if (!commands.includes('finalize')) {
    return { status: 200, body: {}, headers: { 'x-goog-upload-status': 'active' } };
  }
  const file = files.finish(id);
  return {
    status: 200,
    body: { file: file === null ? null : describe(file) },
    headers: { 'x-goog-upload-status': 'final' },
  };
}
