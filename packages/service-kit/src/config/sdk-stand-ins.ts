import { z } from 'zod';
import { standIn } from './stand-in.ts';

const readBy = (client: string, instead: string) =>
  standIn(z.string().optional().describe(`Read by ${client} itself: another server in Google's place. ${instead}`));

/**
 * What Google's clients read from the environment by themselves, past our settings; declared so that production
 * refuses it. Found in the sources of @google/genai 3.1 and gcp-metadata 9.2, and in Storage's documentation.
 */
export const sdkStandIns = {
  GOOGLE_GEMINI_BASE_URL: readBy('the GenAI client', 'Use GEMINI_BASE_URL.'),
  GOOGLE_VERTEX_BASE_URL: readBy('the GenAI client', 'Use GEMINI_BASE_URL.'),
  STORAGE_EMULATOR_HOST: readBy('the Storage client', 'For local use.'),
  GCE_METADATA_HOST: readBy('the credentials client', 'For local use.'),
  GCE_METADATA_IP: readBy('the credentials client', 'For local use.'),
};
