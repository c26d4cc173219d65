export { createHttpApp, type HttpAppOptions } from './http-app.ts';
export { type Listening, type ListenOptions, listen, PortTakenError } from './listen.ts';
export { parseRequest } from './parse-request.ts';
export { type RequestContext, requestContext } from './request-context.ts';
