/**
 * Variables that libraries of ours read by themselves, past our settings, and that put another server in the place of
 * the one we trust. Found in the sources of @google/genai 3.1, google-gax 6, google-auth-library 11, gcp-metadata 9,
 * gaxios 8 and grpc-js 1.14, and in Node's documentation.
 */
const STAND_INS: readonly RegExp[] = [
  // Every client of Google Cloud has one of its own.
  /_EMULATOR_HOST$/,
  /^GOOGLE_(GEMINI|VERTEX)_BASE_URL$/,
  // Other endpoints, or another cloud altogether.
  /^GOOGLE_API_USE_/,
  /^GOOGLE_CLOUD_UNIVERSE_DOMAIN$/,
  // Whoever answers there hands out our tokens.
  /^GCE_METADATA_(HOST|IP)$/,
  // A proxy would see the metadata server's tokens, which come over plain HTTP.
  /^(grpc|http|https|all)_proxy$/i,
  // Whose certificates count.
  /^NODE_TLS_REJECT_UNAUTHORIZED$/,
  /^GRPC_DEFAULT_SSL_ROOTS_FILE_PATH$/,
];

export const isLibraryStandIn = (name: string): boolean => STAND_INS.some((pattern) => pattern.test(name));
