export { buildOpenApiDocument, type OpenApiOptions } from './document.ts';
