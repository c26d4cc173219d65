export { noTracing, type SpanAttributes, type Tracer } from './tracer.ts';
