import { ProblemError } from '@sets/contract';
import type { Express, RequestHandler } from 'express';

/** The part of Express' layers that tells which routes know a path. */
interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
  match(path: string): { readonly path: string } | null | undefined;
}

function methodsAt(layers: readonly Layer[], path: string): string[] {
  return layers.flatMap((layer) => {
    const { route, handle } = layer;
    if (route === undefined && handle.stack === undefined) {
      return [];
    }
    const matched = layer.match(path);
    if (!matched) {
      return [];
    }
    if (route !== undefined) {
      return Object.keys(route.methods).map((method) => method.toUpperCase());
    }
    return methodsAt(handle.stack ?? [], path.slice(matched.path.length) || '/');
  });
}

/** For what no route took: 405 with `Allow` where the path exists under other methods, else 404. */
export function unmatched(app: Express): RequestHandler {
  return (request, response) => {
    const methods = new Set(methodsAt(app.router.stack as unknown as Layer[], request.path));
    if (methods.size === 0) {
      throw new ProblemError('route_not_found');
    }
    if (methods.has('GET')) {
      methods.add('HEAD');
    }
    response.setHeader('Allow', [...methods].sort().join(', '));
    throw new ProblemError('method_not_allowed');
  };
}
