/**
 * A process that uploads COUNT videos of SIZE bytes at once and prints its peak memory: through our sender, or through
 * the SDK's own inline data. Both send the same bytes to the server at BASE_URL.
 */
import { GoogleGenAI } from '@google/genai';
import { createGeminiSender } from '../src/index.ts';

const [way, baseUrl = '', count = '0', size = '0'] = process.argv.slice(2);
const data = (): Buffer => Buffer.alloc(Number(size), 'video');

const send = createGeminiSender({ mode: { kind: 'api_key', apiKey: 'k' }, baseUrl });
const sdk = new GoogleGenAI({ apiKey: 'k', vertexai: false, httpOptions: { baseUrl, apiVersion: 'v1beta' } });

async function uploadOnce(): Promise<void> {
  const buffer = data();
  if (way === 'streamed') {
    const media = [{ kind: 'inline', mimeType: 'video/mp4', data: buffer }] as const;
    const request = { system: 's', media, text: 't', responseJsonSchema: {}, maxOutputTokens: 1 };
    await send({ model: 'm', location: 'global' }, request, new AbortController().signal);
    return;
  }
  const part = { inlineData: { mimeType: 'video/mp4', data: buffer.toString('base64') } };
  await sdk.models.generateContent({ model: 'm', contents: [{ role: 'user', parts: [part, { text: 't' }] }] });
}

await Promise.all(Array.from({ length: Number(count) }, uploadOnce));
process.stdout.write(String(process.resourceUsage().maxRSS * 1024));
